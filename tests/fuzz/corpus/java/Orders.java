package shop.orders;
import java.util.*;
import static java.util.stream.Collectors.toList;
@RestController @RequestMapping(value = {"/orders", "/o"}, produces = X.Y)
public sealed class Orders<T extends Comparable<? super T> & Serializable> extends Base<T> implements A, B permits C {
  private static final Map<String, List<int[]>> CACHE = new HashMap<>() {{ put("a", List.of()); }};
  @Autowired private final Repo repo; volatile int n = 0x1F, m[] = {1, 2};
  static { init(); } { n++; }
  public Orders(Repo repo) throws IOException { super(repo); this.repo = repo; }
  @GetMapping("/{id}") public <R> Mono<Order> find(@PathVariable("id") final long id, String... rest) {
    try (var in = new FileInputStream("f"); out) { synchronized (this) { return client.get().uri("/x").retrieve().block(); } }
    catch (IOException | RuntimeException e) { throw new IllegalStateException("x", e); } finally { lock.unlock(); }
  }
  int run(Object o) {
    outer: for (int i = 0, j = 1; i < 10; i++, j--) for (Order x : repo.findAll()) { if (x == null) continue outer; else break; }
    do { n += o instanceof String s && s.isEmpty() ? 1 : -1; } while (n < 5);
    var t = switch (o) { case Integer i when i > 0 -> i; case Point(int x, var y) -> { yield x; } case null, default -> 0; };
    Runnable r = () -> {}; Function<Integer, int[]> f = int[]::new; list.stream().map(Order::id).filter((a) -> !a).collect(toList());
    String text = """
      block \t "text"
      """; char c = '\u0041'; long l = 1_000L; double d = 1e-3; assert n > 0 : "no"; int[][] g = new int[3][];
    return (int) ((Object) this.<String>gen(l)).hashCode() >>> 2;
  }
  record P(int x, @NotNull String... y) { P { x = 1; } } enum E implements I { A(1) { void f() {} }, B; E(int... i) {} }
  @interface N { String value() default "x"; } interface I { default void f() {} void g(); }
}

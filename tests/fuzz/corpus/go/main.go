// Package main serves.
package main

import (
	"context"
	. "fmt"
	_ "net/http/pprof"
	h "net/http"
)

const ( A = iota + 1; B, C = "x" + `raw`, 'r' )
var client = &h.Client{Timeout: 5 * time.Second, Transport: &h.Transport{MaxIdleConns: 1}}
type ( ID int; Pair[K comparable, V any | ~int] struct { Key K `json:"k"`; *Inner; mu sync.Mutex; f func(int, ...string) (err error) } )
type Repo interface { io.Reader; Find(ctx context.Context, id ID) (*User, error); ~int | string }
func (s *Server[T]) Handle(w h.ResponseWriter, r *h.Request) (n int, err error) {
	defer func() { if e := recover(); e != nil { err = e.(error) } }()
	resp, err := client.Get("https://x/" + r.URL.Path[1:2:3]); if err != nil { return 0, err }
	defer resp.Body.Close()
	for i, x := range []int{1, 2: 3} { go s.work(i, x...) }
	for range ch {}; for i := 0; i < 10; i++ { continue }; for { break }
	select { case v, ok := <-ch: _ = v; case ch <- 1: default: goto end }
	switch y := v.(type) { case int, *Pair[string, int]: fallthrough; case nil: }
	switch { case a && !b || c: n += 1 << 2 &^ 3 }
	m := map[string][]struct{ A int }{"k": {{A: 1}}}; m["k"][0].A, n = n, *p
	var arr [3]chan<- func() = [...]chan<- func(){}
end:
	return Map[int, string](xs, func(i int) string { return Sprintf("%d", i) })
}
func main() { h.HandleFunc("/", new(Server[int]).Handle); h.ListenAndServe(":80", nil) }

class S extends Base implements I, string[

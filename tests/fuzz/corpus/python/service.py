from __future__ import annotations
import os, requests as http
from .models import User, Order as O
from ..db import *

LIMIT: int = 10 * 60
store = {"a": [1, 2.5, 0x1F], **other, f"k{LIMIT!r:>{4}}": (1,)}

@app.route("/users/<int:id>", methods=["GET"])
async def users(id: int, *rest, flag=True, **kw) -> list[User]:
    async with session.get(f"https://api/{id}?q={kw['q']}", timeout=None) as r, lock:
        data = await r.json()
    async for row in rows(): yield row
    return [u.name for u in data if u.ok and not u.gone for x in u.all()]

class Repo(Base[User], metaclass=Meta):
    """Doc."""
    cache: dict[str, User] = {}
    def __init__(self, db): self.db = db; self._n += 1
    @property
    def n(self): return self._n if self else lambda x, *y: (x, *y)
    def find(self, ids):
        global store
        for i, (a, *b) in enumerate(ids): store[i:2] = a @ b
        else: pass
        while (line := f.readline()): continue
        try: del self.cache[ids]
        except (KeyError, OSError) as e: raise ValueError("x") from e
        finally: assert ids, "no"
        match ids:
            case [1, *_] | {"k": v, **r} if v: print(v)
            case Point(x=0) as p: ...
            case _: pass

if __name__ == "__main__": os.system("ls"); print(b"\x00\n", r"\d", '''a
b''', sep='')

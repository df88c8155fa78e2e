#!/usr/bin/env node
'use strict';
const express = require('express'), { readFileSync: read, ...rest } = require("node:fs");
import dflt, * as ns from './x.mjs';
import { a as b, default as c } from "pkg/sub";
export { b as default, c } from './y.js';
export * from './z';
export default async function* gen(x = 1, [y, , z], { w: { v } = {} }, ...more) { yield* more; }
const app = express();
app.get('/u/:id', auth, async (req, res, next) => {
  try { res.send(await db.query(`SELECT ${req.params.id} FROM t`, [1, 2])); } catch { next(); } finally { done?.(); }
});
label: for (let i = 0, n = 5; i < n; i++) { if (i % 2) continue label; else break; }
for await (const x of gen()) x?.y?.[0]?.(1);
for (var k in o) switch (k) { case 1: default: }
class A extends mixin(B) {
  static #p = 1; x = () => this.#q; static { init(); }
  get q() { return super.q; } set q(v) {} async *[Symbol.iterator]() {} constructor() { super(); new.target; }
}
do { o ||= a ?? b; o.p **= 2; delete o[k], void 0, typeof o; } while (!(x instanceof A) && 'k' in o);
module.exports = { f() {}, get g() { return 1 }, [k]: 1, 'q-r': /re[/]g/giu, ...o, async h() {} };
setTimeout(function named() { arguments; }, 1_000n, tag`a${1}b`, 0xFF, .5e3, "\u{1F600}\x41\n");

import type { Request } from 'express';
import fs = require("fs");
import { Injectable, type Inject } from '@nestjs/common';
declare module "m" { export const x: number; }
namespace N.M { export enum E { A = 1, B = "b" } }
export abstract class S<T extends object = {}> extends Base<T> implements I, J {
  private readonly cache = new Map<string, Promise<T[]>>();
  constructor(private users: UserService, @Inject('X') protected readonly x?: X) { super(); }
  @Get(':id') async find(@Param('id') id: string, ...r: unknown[]): Promise<T | undefined> { return (await this.users.find<T>(id!))!; }
  abstract g(): void;
  declare y: this is string;
}
interface I<K extends keyof T> { (a: number): string; new (x: any): I; readonly [k: string]: unknown; m?<U>(u: U): asserts u is string; }
type C<T> = T extends (infer U)[] ? { [P in keyof U as `on${P}`]-?: U[P] } : typeof import('x') | readonly [a: 1, b?: 2, ...c: 3[]];
function over(a: string): void; function over(a: any) { return <any>a as unknown satisfies Y; }
let u: unique symbol, f = <T,>(x: T) => x, v = x as const, w = a! ?? b!.c;
export = S; export as namespace G; abstract class Q { accessor z = 1; }

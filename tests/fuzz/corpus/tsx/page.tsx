import React, { useState } from "react";
export const Page = <T extends object>({ items, ...rest }: Props<T>): JSX.Element => {
  const [n, setN] = useState<number>(0);
  return <Layout.Main {...rest} title="a &amp; b" onClick={() => setN(n + 1)} data-x={`t${n}`}>
    {/* comment */} text {items.map((i) => <Item key={i.id} {...i} />)} {n > 1 ? <></> : null}
    <a:b c:d='e' />
  </Layout.Main>;
};
export default async function Server() { const r = await fetch("/api", { cache: "no-store" }); return <p>{(await r.json()).x}</p>; }

// What a fresh project starts with: the recommended rules, for JavaScript and TypeScript, without types.
import js from "@eslint/js";
import typescript from "typescript-eslint";

export default [
  { linterOptions: { reportUnusedDisableDirectives: "off" } },
  js.configs.recommended,
  ...typescript.configs.recommended,
];

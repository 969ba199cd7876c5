declare module "virtual:fluo/*" {
  /** From path to text. */
  const files: Readonly<Record<string, string>>;
  export default files;
}

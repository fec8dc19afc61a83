// Styles that a script imports for its page; the bundler takes them out.
declare module "*.css";

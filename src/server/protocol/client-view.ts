export type ClientView = { readonly revision: number }

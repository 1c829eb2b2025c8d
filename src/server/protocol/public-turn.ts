export type PublicTurn = { readonly turn: number }

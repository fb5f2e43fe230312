/** The backend's tokens, as far as their beginning tells them from words. */
const tokenShape = /\bnmv_[a-z]+_[\w.-]{6,}/gi;

/** True for a text in which somebody shows a token. */
export function holdsToken(text: string): boolean {
  return text.search(tokenShape) !== -1;
}

/**
 * A person's text without tokens: one that somebody writes into a message goes to nobody from here, and is kept nowhere.
 * Linking has ways of its own.
 */
export function withoutTokens(text: string): string {
  return text.replace(tokenShape, 'nmv_***');
}

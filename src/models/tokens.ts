/** About; endpoints count differently, and many say nothing while streaming. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 2.5);
}

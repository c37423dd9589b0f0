/** Where the reader of a chat is, and how she is brought to something new. */

const TURN = '.hmc-turn';

export function lastTurn(chat: Element, role: string): HTMLElement | undefined {
  const turns = chat.querySelectorAll<HTMLElement>(`${TURN}-${role}`);
  return turns[turns.length - 1];
}

/** Scrolls so that the newest question stands at the top and its answer is read from its start. */
export function bringUp(chat: Element, moving: boolean): void {
  const question = lastTurn(chat, 'citizen');
  const answer = chat.querySelector<HTMLElement>(`${TURN}:last-child`);
  const target = question && question.offsetHeight < innerHeight / 4 ? question : answer;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  target?.scrollIntoView({ block: 'start', behavior: calm || !moving ? 'auto' : 'smooth' });
}

/** Whether the last turn is in sight. */
export function seesEnd(chat: Element): boolean {
  const last = chat.querySelector(`${TURN}:last-child`);
  return last !== null && last.getBoundingClientRect().top < innerHeight;
}

export function showEnd(chat: Element): void {
  chat.querySelector(`${TURN}:last-child`)?.scrollIntoView({ block: 'nearest' });
}

/** The focused element of the page or the shadow root this stands in. */
export function activeIn(element: Element): Element | null {
  const root = element.getRootNode();
  return root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
}

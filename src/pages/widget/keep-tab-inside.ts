const FOCUSABLE = 'a[href], button, textarea, input, select, [tabindex="0"]';

/** While the window covers the page, the keyboard goes round inside it. */
export function keepTabInside(root: ShadowRoot, event: KeyboardEvent): void {
  const inside = [...root.querySelectorAll<HTMLElement>(`.hmc-window :is(${FOCUSABLE})`)].filter(
    (element) => element.getClientRects().length > 0,
  );
  const [first, last] = [inside[0], inside[inside.length - 1]];
  const leaving = event.shiftKey ? first : last;
  const active = root.activeElement;
  if (active !== leaving && !(event.shiftKey && active?.matches('.hmc-window-title'))) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}

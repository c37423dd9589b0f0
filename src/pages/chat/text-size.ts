import { html, render } from 'lit';

/** Steps of the text-size buttons; `data-text-size` on the root names the step, none is normal. */
const STEPS = ['small', '', 'large', 'larger', 'largest'] as const;
const KEY = 'hmc-text-size';

type Words = Readonly<Record<'textSize' | 'smaller' | 'normal' | 'larger', string>>;

/** Applies the size chosen on an earlier visit. */
export function applyTextSize(): void {
  set(read());
}

/** Puts A−, A and A+ into the header. */
export function showTextSizeButtons(tools: HTMLElement, words: Words): void {
  const change = (by: number): void => {
    const at = by === 0 ? 1 : Math.min(STEPS.length - 1, Math.max(0, STEPS.indexOf(read()) + by));
    const step = STEPS[at] ?? '';
    try {
      localStorage.setItem(KEY, step);
    } catch {
      // Not remembered; it still applies to this page.
    }
    set(step);
  };
  render(
    html`<div class="hmc-text-size" role="group" aria-label=${words.textSize}>
      <button
        type="button"
        aria-label="A− ${words.smaller}"
        title=${words.smaller}
        @click=${() => change(-1)}
      >
        A−
      </button>
      <button
        type="button"
        aria-label="A ${words.normal}"
        title=${words.normal}
        @click=${() => change(0)}
      >
        A
      </button>
      <button
        type="button"
        aria-label="A+ ${words.larger}"
        title=${words.larger}
        @click=${() => change(1)}
      >
        A+
      </button>
    </div>`,
    tools,
  );
}

function read(): (typeof STEPS)[number] {
  try {
    const kept = localStorage.getItem(KEY);
    return STEPS.find((step) => step === kept) ?? '';
  } catch {
    return STEPS.find((step) => step === document.documentElement.dataset['textSize']) ?? '';
  }
}

function set(step: string): void {
  if (step === '') delete document.documentElement.dataset['textSize'];
  else document.documentElement.dataset['textSize'] = step;
}

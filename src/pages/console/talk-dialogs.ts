import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Ending, Presence } from '../../desk/desk.ts';
import { fieldIn } from '../chat/form-field.ts';
import type { ConsoleParts } from './console-page.ts';
import type { TransferTarget } from './desk-api.ts';
import type { Written } from './wire.ts';

/** A question to the officer over the page. The browser's own `dialog` keeps the keyboard inside. */
export interface DialogOptions {
  readonly parts: Pick<ConsoleParts, 'texts'>;
  readonly onClose: () => void;
}

function dialog(title: string, body: TemplateResult, options: DialogOptions): TemplateResult {
  const { parts, onClose } = options;
  return html`<dialog class="hmc-dialog" aria-labelledby="hmc-dialog-title" @close=${onClose}>
    <div class="hmc-dialog-head">
      <h2 id="hmc-dialog-title">${title}</h2>
      <form method="dialog">
        <button class="hmc-small-button">${parts.texts.close}</button>
      </form>
    </div>
    ${body}
  </dialog>`;
}

const ENDINGS_TO_CHOOSE = ['resolved', 'returned', 'call-back', 'abandoned'] as const;

export function endDialog(
  options: DialogOptions & { readonly onEnd: (ending: Ending) => void },
): TemplateResult {
  const { endings: words } = options.parts.texts;
  return dialog(
    words.title,
    html`<div class="hmc-choices">
      ${ENDINGS_TO_CHOOSE.map(
        (ending) =>
          html`<button
            type="button"
            class="hmc-button"
            data-ending=${ending}
            @click=${() => options.onEnd(ending)}
          >
            ${words[ending]}
          </button>`,
      )}
    </div>`,
    options,
  );
}

export function transferDialog(
  options: DialogOptions & {
    readonly officers: readonly Presence[];
    readonly skills: ConsoleParts['skills'];
    readonly onTransfer: (target: TransferTarget, note: string) => void;
  },
): TemplateResult {
  const { parts, officers, skills, onTransfer } = options;
  const { transfer: words } = parts.texts;
  const submit = (event: Event): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const value = (name: string): string => fieldIn(given, name);
    const kind = value('kind');
    const target: TransferTarget =
      kind === 'team'
        ? { kind, skill: value('skill') }
        : kind === 'office'
          ? { kind, office: value('office') }
          : { kind: 'officer', officerId: value('officer') };
    onTransfer(target, value('note'));
  };
  return dialog(
    words.title,
    html`<form class="hmc-transfer" @submit=${submit}>
      <fieldset>
        <legend>${words.to}</legend>
        <label
          ><input type="radio" name="kind" value="officer" ?checked=${officers.length > 0} />
          ${words.officer}</label
        >
        ${
          officers.length === 0
            ? html`<p class="hmc-quiet">${words.none}</p>`
            : html`<label class="hmc-field"
                >${words.who}
                <select name="officer">
                  ${officers.map(
                    (one) =>
                      html`<option value=${one.officerId}>
                        ${one.name} (${one.load}/${one.capacity})
                      </option>`,
                  )}
                </select></label
              >`
        }
        <label
          ><input type="radio" name="kind" value="team" ?checked=${officers.length === 0} />
          ${words.team}</label
        >
        <label class="hmc-field"
          >${words.skill}
          <select name="skill">
            ${skills.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
          </select></label
        >
        <label><input type="radio" name="kind" value="office" /> ${words.office}</label>
        <label class="hmc-field">${words.officeId} <input name="office" maxlength="100" /></label>
      </fieldset>
      <label class="hmc-field"
        >${words.note} <textarea name="note" rows="3" maxlength="1000" required></textarea>
      </label>
      <button class="hmc-button hmc-main-button">${words.do}</button>
    </form>`,
    options,
  );
}

export function summaryDialog(
  options: DialogOptions & { readonly summary: Written },
): TemplateResult {
  const { parts, summary } = options;
  const { talk: words } = parts.texts;
  return dialog(
    words.summaryTitle,
    summary.kind === 'kept'
      ? html`<p>${words.notTranslated}</p>`
      : html`<p class="hmc-quiet">
            ${summary.kind === 'written' ? words.summaryByMachine : words.summaryByRule}
          </p>
          <p class="hmc-talk-said">${summary.text}</p>`,
    options,
  );
}

export function helpDialog(options: DialogOptions): TemplateResult {
  const { help: words } = options.parts.texts;
  return dialog(
    words.title,
    html`<dl class="hmc-keys">
      ${Object.entries(words.keys).map(
        ([key, what]) =>
          html`<div>
            <dt><kbd>${key}</kbd></dt>
            <dd>${what}</dd>
          </div>`,
      )}
    </dl>`,
    options,
  );
}

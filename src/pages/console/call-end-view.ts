import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { DISPOSITIONS } from '../../desk/call.ts';
import type { Disposition } from '../../desk/call.ts';
import { TASK_KINDS } from '../../desk/task.ts';
import type { TaskKind } from '../../desk/task.ts';
import { fieldIn } from '../chat/form-field.ts';
import type { ConsoleParts } from './console-page.ts';
import type { EndOfCall } from './wire.ts';

/** How the call ended: summary, outcome, what is owed. */
export function endOfCallView(options: {
  readonly parts: Pick<ConsoleParts, 'work'>;
  readonly summary: string;
  readonly onEnd: (end: EndOfCall) => void;
}): TemplateResult {
  const { parts, summary, onEnd } = options;
  const { calls: words, tasks } = parts.work;
  const submit = (event: Event): void => {
    event.preventDefault();
    onEnd(endIn(new FormData(event.currentTarget as HTMLFormElement)));
  };
  return html`<form class="hmc-compose hmc-call-end" @submit=${submit}>
    <label class="hmc-field"
      >${words.summary}
      <textarea name="summary" rows="3" maxlength="4000" .value=${summary}></textarea>
    </label>
    <label class="hmc-field"
      >${words.disposition}
      <select name="disposition">
        ${DISPOSITIONS.map((one) => html`<option value=${one}>${words.dispositions[one]}</option>`)}
      </select></label
    >
    <details>
      <summary>${words.followUp}</summary>
      <label class="hmc-field"
        >${tasks.kind}
        <select name="kind">
          ${TASK_KINDS.map((one) => html`<option value=${one}>${tasks.kinds[one]}</option>`)}
        </select></label
      >
      <label class="hmc-field">${tasks.text} <input name="task" maxlength="4000" /></label>
      <label class="hmc-field">${tasks.contact} <input name="contact" maxlength="200" /></label>
    </details>
    <div class="hmc-compose-foot">
      <button class="hmc-button hmc-main-button">${words.save}</button>
    </div>
  </form>`;
}

/** What the form asks for; what was left blank is left out, and a task without words is none. */
export function endIn(form: FormData): EndOfCall {
  const summary = fieldIn(form, 'summary');
  const text = fieldIn(form, 'task');
  const contact = fieldIn(form, 'contact');
  const followUp = {
    kind: fieldIn(form, 'kind') as TaskKind,
    text,
    ...(contact === '' ? {} : { contact }),
  };
  return {
    disposition: fieldIn(form, 'disposition') as Disposition,
    ...(summary === '' ? {} : { summary }),
    ...(text === '' ? {} : { followUp }),
  };
}

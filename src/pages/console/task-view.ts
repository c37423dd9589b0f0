import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Task } from '../../desk/task.ts';
import { fieldIn } from '../chat/form-field.ts';
import type { ConsoleParts } from './console-page.ts';
import { fill, named } from './texts.ts';
import { dayText } from './time-text.ts';

export interface TaskViewOptions {
  readonly parts: Pick<ConsoleParts, 'work' | 'texts' | 'language' | 'me'>;
  readonly task: Task;
  /** Its answer is being written. */
  readonly isAnswering: boolean;
  readonly onTake: () => void;
  readonly onClose: () => void;
  /** Begins writing an answer, or leaves off. */
  readonly onAnswering: () => void;
  readonly onAnswer: (text: string) => void;
}

/** One thing that is owed: what, until when, by whom, how the citizen is reached. */
export function taskView(options: TaskViewOptions): TemplateResult {
  const { parts, task, isAnswering } = options;
  const { work, texts, language } = parts;
  const { tasks: words } = work;
  return html`<article class="hmc-work-item" data-overdue=${String(task.overdue)}>
    <h3>
      ${words.kinds[task.kind]}
      ${task.overdue ? html`<strong class="hmc-urgent">${words.overdue}</strong>` : nothing}
    </h3>
    <p class="hmc-talk-said">${task.text}</p>
    <p class="hmc-quiet">
      ${fill(words.due, { day: dayText(task.dueAt, language) })} ·
      ${task.ownerName === undefined ? words.nobody : fill(words.owner, { name: task.ownerName })}
      ${task.channel === undefined ? nothing : html` · ${named(texts.channels, task.channel)}`}
    </p>
    ${contactView(task, parts)}
    ${
      task.answer === undefined
        ? nothing
        : html`<p class="hmc-talk-said">${fill(words.answered, { answer: task.answer })}</p>`
    }
    ${actionsView(options)} ${isAnswering ? answerView(options) : nothing}
  </article>`;
}

function actionsView(options: TaskViewOptions): TemplateResult {
  const { parts, task, isAnswering, onTake, onClose, onAnswering } = options;
  const { tasks: words } = parts.work;
  const me = parts.me.account.id;
  const mayAnswer = task.state === 'open' && (task.ownerId ?? me) === me;
  return html`<p class="hmc-work-actions">
    ${
      task.state === 'open' && task.ownerId === undefined
        ? html`<button type="button" class="hmc-small-button" @click=${onTake}>
            ${words.take}
          </button>`
        : nothing
    }
    ${
      mayAnswer
        ? html`<button
            type="button"
            class="hmc-small-button"
            aria-expanded=${String(isAnswering)}
            @click=${onAnswering}
          >
            ${words.answer}
          </button>`
        : nothing
    }
    ${
      task.state === 'closed'
        ? nothing
        : html`<button type="button" class="hmc-small-button" @click=${onClose}>
            ${words.close}
          </button>`
    }
  </p>`;
}

function contactView(
  { contact }: Task,
  { work }: TaskViewOptions['parts'],
): TemplateResult | typeof nothing {
  if (contact === undefined) return nothing;
  const tel = telOf(contact);
  return tel === undefined
    ? html`<p>${fill(work.tasks.contactIs, { contact })}</p>`
    : html`<p><a href=${`tel:${tel}`}>${fill(work.tasks.call, { contact })}</a></p>`;
}

/** The number in a contact, as it is dialled; undefined where there is none, as in an e-mail address. */
export function telOf(contact: string): string | undefined {
  if (contact.includes('@')) return undefined;
  const found = /\+?\d(?:[\s().-]*\d){2,}/u.exec(contact)?.[0];
  const tel = found?.replace(/[^\d+]/gu, '');
  // Beside other words a short number is a house or an hour, not a telephone.
  return tel !== undefined && (found === contact.trim() || tel.length >= 8) ? tel : undefined;
}

function answerView({ parts, task, onAnswer }: TaskViewOptions): TemplateResult {
  const { tasks: words } = parts.work;
  const send = (event: Event): void => {
    event.preventDefault();
    const text = fieldIn(event.currentTarget as HTMLFormElement, 'text');
    if (text !== '') onAnswer(text);
  };
  return html`<form class="hmc-work-form" @submit=${send}>
    <p class="hmc-quiet">${task.conversationId === undefined ? words.byHand : words.toChannel}</p>
    <label class="hmc-field"
      >${words.answerLabel} <textarea name="text" rows="3" maxlength="4000" required></textarea>
    </label>
    <button class="hmc-button hmc-main-button">${words.send}</button>
  </form>`;
}

import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { TASK_KINDS } from '../../desk/task.ts';
import type { Task, TaskKind } from '../../desk/task.ts';
import { fieldIn } from '../chat/form-field.ts';
import { ConsolePage } from './console-page.ts';
import type { Route } from './route.ts';
import { fill, named } from './texts.ts';
import { dayText } from './time-text.ts';
import type { TaskFigures, WireEvent } from './wire.ts';

type TasksRoute = Extract<Route, { readonly page: 'tasks' }>;
const STATES = ['open', 'answered', 'closed', 'all'] as const;

/** What the office owes citizens after the talk: complaints, recommendations, calls back. */
export class TasksPage extends ConsolePage {
  #tasks: readonly Task[] | null = null;
  #figures: TaskFigures | null = null;
  /** The task whose answer is being written. */
  #answering: string | null = null;

  get #shown(): TasksRoute {
    return this.route?.page === 'tasks'
      ? this.route
      : { page: 'tasks', kind: '', state: 'open', mine: false };
  }

  protected override routed(): void {
    void this.#read();
  }

  override heard(event: WireEvent): void {
    if (event.kind === 'task') void this.#read();
  }

  async #read(): Promise<void> {
    const { kind, state, mine } = this.#shown;
    const found = this.parts.taken(
      await this.parts.desk.tasks({
        ...(kind === '' ? {} : { kind }),
        ...(state === 'all' ? {} : { state }),
        ...(mine ? { mine: '1' } : {}),
      }),
    );
    if (found === undefined) return;
    this.#tasks = found.tasks;
    this.#figures = found.figures;
    this.requestUpdate();
  }

  async #do(change: ReturnType<typeof this.parts.desk.takeTask>): Promise<boolean> {
    const done = this.parts.taken(await change) !== undefined;
    if (done) this.parts.tell(this.parts.work.tasks.saved);
    await this.#read();
    return done;
  }

  protected override render(): TemplateResult {
    const { tasks: words } = this.parts.work;
    const tasks = this.#tasks;
    return html`<section class="hmc-work">
      <h2>${words.title}</h2>
      ${this.#figuresView()} ${this.#filterView()}
      ${
        tasks === null
          ? nothing
          : tasks.length === 0
            ? html`<p class="hmc-quiet">${words.empty}</p>`
            : html`<ul class="hmc-work-list">
                ${repeat(
                  tasks,
                  ({ id }) => id,
                  (task) => html`<li>${this.#taskView(task)}</li>`,
                )}
              </ul>`
      }
      ${this.#addView()}
    </section>`;
  }

  #figuresView(): TemplateResult | typeof nothing {
    const { tasks: words } = this.parts.work;
    const figures = this.#figures;
    if (figures === null) return nothing;
    const { open, overdue, answered, handledRate } = figures;
    const percent = Math.round((handledRate ?? 0) * 100);
    return html`<p>${fill(words.figures, { open, overdue, answered })}</p>
      ${
        handledRate === null
          ? nothing
          : html`<p class="hmc-bar-line">
              <span>${fill(words.rate, { percent })}</span>
              <meter
                min="0"
                max="100"
                .value=${percent}
                aria-label=${fill(words.rate, { percent })}
              ></meter>
            </p>`
      }`;
  }

  #filterView(): TemplateResult {
    const { tasks: words } = this.parts.work;
    const { kind, state, mine } = this.#shown;
    const apply = (event: Event): void => {
      event.preventDefault();
      const form = new FormData(event.currentTarget as HTMLFormElement);
      this.parts.navigate({
        page: 'tasks',
        kind: fieldIn(form, 'kind'),
        state: fieldIn(form, 'state'),
        mine: form.has('mine'),
      });
    };
    return html`<form class="hmc-work-form hmc-work-filter" @submit=${apply}>
      <label class="hmc-field"
        >${words.kind}
        <select name="kind">
          <option value="">${words.anyKind}</option>
          ${TASK_KINDS.map(
            (one) =>
              html`<option value=${one} ?selected=${one === kind}>${words.kinds[one]}</option>`,
          )}
        </select></label
      >
      <label class="hmc-field"
        >${words.state}
        <select name="state">
          ${STATES.map(
            (one) =>
              html`<option value=${one} ?selected=${one === state}>${words.states[one]}</option>`,
          )}
        </select></label
      >
      <label class="hmc-check"
        ><input type="checkbox" name="mine" value="1" ?checked=${mine} /> ${words.mine}</label
      >
      <button class="hmc-small-button">${words.apply}</button>
    </form>`;
  }

  #taskView(task: Task): TemplateResult {
    const { parts } = this;
    const { tasks: words } = parts.work;
    const { desk, texts, language, me } = parts;
    const mayAnswer = task.state === 'open' && (task.ownerId ?? me.account.id) === me.account.id;
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
      ${
        task.contact === undefined
          ? nothing
          : html`<p>
              <a href=${`tel:${task.contact.replace(/[^\d+]/gu, '')}`}
                >${fill(words.call, { contact: task.contact })}</a
              >
            </p>`
      }
      ${
        task.answer === undefined
          ? nothing
          : html`<p class="hmc-talk-said">${fill(words.answered, { answer: task.answer })}</p>`
      }
      <p class="hmc-work-actions">
        ${
          task.state === 'open' && task.ownerId === undefined
            ? html`<button
                type="button"
                class="hmc-small-button"
                @click=${() => void this.#do(desk.takeTask(task.id))}
              >
                ${words.take}
              </button>`
            : nothing
        }
        ${
          mayAnswer
            ? html`<button
                type="button"
                class="hmc-small-button"
                aria-expanded=${String(this.#answering === task.id)}
                @click=${() => {
                  this.#answering = this.#answering === task.id ? null : task.id;
                  this.requestUpdate();
                }}
              >
                ${words.answer}
              </button>`
            : nothing
        }
        ${
          task.state === 'closed'
            ? nothing
            : html`<button
                type="button"
                class="hmc-small-button"
                @click=${() => void this.#do(desk.closeTask(task.id))}
              >
                ${words.close}
              </button>`
        }
      </p>
      ${this.#answering === task.id ? this.#answerView(task) : nothing}
    </article>`;
  }

  #answerView(task: Task): TemplateResult {
    const { tasks: words } = this.parts.work;
    const send = async (event: Event): Promise<void> => {
      event.preventDefault();
      const text = fieldIn(event.currentTarget as HTMLFormElement, 'text');
      if (text === '') return;
      if (await this.#do(this.parts.desk.answerTask(task.id, text))) this.#answering = null;
      this.requestUpdate();
    };
    return html`<form class="hmc-work-form" @submit=${send}>
      <p class="hmc-quiet">${task.conversationId === undefined ? words.byHand : words.toChannel}</p>
      <label class="hmc-field"
        >${words.answerLabel} <textarea name="text" rows="3" maxlength="4000" required></textarea>
      </label>
      <button class="hmc-button hmc-main-button">${words.send}</button>
    </form>`;
  }

  #addView(): TemplateResult {
    const { tasks: words } = this.parts.work;
    const add = async (event: Event): Promise<void> => {
      event.preventDefault();
      const form = event.currentTarget as HTMLFormElement;
      const contact = fieldIn(form, 'contact');
      const task = {
        kind: fieldIn(form, 'kind') as TaskKind,
        text: fieldIn(form, 'text'),
        ...(contact === '' ? {} : { contact }),
      };
      if (task.text !== '' && (await this.#do(this.parts.desk.addTask(task)))) form.reset();
    };
    return html`<details class="hmc-work-add">
      <summary>${words.add}</summary>
      <form class="hmc-work-form" @submit=${add}>
        <label class="hmc-field"
          >${words.kind}
          <select name="kind">
            ${TASK_KINDS.map((one) => html`<option value=${one}>${words.kinds[one]}</option>`)}
          </select></label
        >
        <label class="hmc-field"
          >${words.text} <textarea name="text" rows="3" maxlength="4000" required></textarea>
        </label>
        <label class="hmc-field">${words.contact} <input name="contact" maxlength="200" /></label>
        <button class="hmc-button hmc-main-button">${words.add}</button>
      </form>
    </details>`;
  }
}

import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { TASK_KINDS } from '../../desk/task.ts';
import type { Task, TaskKind } from '../../desk/task.ts';
import { fieldIn } from '../chat/form-field.ts';
import { ConsolePage } from './console-page.ts';
import { taskFilterView } from './task-filter-view.ts';
import type { TasksRoute } from './task-filter-view.ts';
import { taskView } from './task-view.ts';
import { fill } from './texts.ts';
import type { TaskFigures, WireEvent } from './wire.ts';

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
    const asked = this.#shown;
    const { kind, state, mine } = asked;
    const found = this.parts.taken(
      await this.parts.desk.tasks({
        ...(kind === '' ? {} : { kind }),
        ...(state === 'all' ? {} : { state }),
        ...(mine ? { mine: '1' } : {}),
      }),
    );
    // Another choice was made meanwhile; its own reading is on the way.
    if (found === undefined || !isSame(asked, this.#shown)) return;
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
      ${this.#figuresView()}
      ${taskFilterView({
        parts: this.parts,
        shown: this.#shown,
        onChosen: (route) => this.parts.navigate(route),
      })}
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

  #taskView(task: Task): TemplateResult {
    const { parts } = this;
    const { desk } = parts;
    return taskView({
      parts,
      task,
      isAnswering: this.#answering === task.id,
      onTake: () => void this.#do(desk.takeTask(task.id)),
      onClose: () => void this.#do(desk.closeTask(task.id)),
      onAnswering: () => {
        this.#answering = this.#answering === task.id ? null : task.id;
        this.requestUpdate();
      },
      onAnswer: (text) => void this.#answer(task.id, text),
    });
  }

  async #answer(id: string, text: string): Promise<void> {
    if (await this.#do(this.parts.desk.answerTask(id, text))) this.#answering = null;
    this.requestUpdate();
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

function isSame(one: TasksRoute, other: TasksRoute): boolean {
  return one.kind === other.kind && one.state === other.state && one.mine === other.mine;
}

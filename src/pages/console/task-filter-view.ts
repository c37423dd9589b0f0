import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { TASK_KINDS } from '../../desk/task.ts';
import { fieldIn } from '../chat/form-field.ts';
import type { ConsoleParts } from './console-page.ts';
import type { Route } from './route.ts';

export type TasksRoute = Extract<Route, { readonly page: 'tasks' }>;
const STATES = ['open', 'answered', 'closed', 'all'] as const;

/** Which tasks are shown; the choice stands in the address. */
export function taskFilterView(options: {
  readonly parts: Pick<ConsoleParts, 'work'>;
  readonly shown: TasksRoute;
  readonly onChosen: (route: TasksRoute) => void;
}): TemplateResult {
  const { parts, shown, onChosen } = options;
  const { tasks: words } = parts.work;
  const apply = (event: Event): void => {
    event.preventDefault();
    onChosen(tasksRouteIn(new FormData(event.currentTarget as HTMLFormElement)));
  };
  // Properties, not attributes: once an officer has chosen, the browser no longer heeds attributes,
  // and going back would leave her choice standing over another list.
  return html`<form
    class="hmc-work-form hmc-work-filter"
    aria-label=${words.filters}
    @submit=${apply}
  >
    <label class="hmc-field"
      >${words.kind}
      <select name="kind">
        <option value="" .selected=${shown.kind === ''}>${words.anyKind}</option>
        ${TASK_KINDS.map(
          (one) =>
            html`<option value=${one} .selected=${one === shown.kind}>${words.kinds[one]}</option>`,
        )}
      </select></label
    >
    <label class="hmc-field"
      >${words.state}
      <select name="state">
        ${STATES.map(
          (one) =>
            html`<option value=${one} .selected=${one === shown.state}>
              ${words.states[one]}
            </option>`,
        )}
      </select></label
    >
    <label class="hmc-check"
      ><input type="checkbox" name="mine" value="1" .checked=${shown.mine} /> ${words.mine}</label
    >
    <button class="hmc-small-button">${words.apply}</button>
  </form>`;
}

export function tasksRouteIn(form: FormData): TasksRoute {
  return {
    page: 'tasks',
    kind: fieldIn(form, 'kind'),
    state: fieldIn(form, 'state'),
    mine: form.has('mine'),
  };
}

import type { RankedProcedure } from '../../conversation/answer.ts';
import { html } from './html.ts';
import { layout, wordsOf } from './layout.ts';
import type { PageSetting } from './layout.ts';
import { fill } from './words.ts';

/** `found` is null before anything was searched. */
export function searchPage(
  setting: PageSetting,
  query: string,
  found: readonly RankedProcedure[] | null,
): string {
  const { search } = wordsOf(setting);
  return layout(
    setting,
    search.title,
    html`<div class="hmc-document">
      <h1>${search.title}</h1>
      <form class="hmc-search" method="get" action="/thu-tuc" role="search">
        <label for="hmc-q">${search.label}</label>
        <input
          id="hmc-q"
          type="search"
          name="q"
          value="${query}"
          maxlength="500"
          autocomplete="off"
          aria-describedby="hmc-q-hint"
        />
        <button class="hmc-button">${search.button}</button>
        <p class="hmc-quiet" id="hmc-q-hint">${search.hint}</p>
      </form>
      ${
        found === null
          ? null
          : found.length === 0
            ? html`<p class="hmc-notice">${fill(search.none, { query })}</p>
                <p><a class="hmc-button" href="/">${search.ask}</a></p>`
            : html`<h2>${fill(search.found, { count: found.length, query })}</h2>
                <ol class="hmc-results">
                  ${found.map(({ code, name }) => html`<li><a href="/thu-tuc/${code}">${name}</a> <span class="hmc-quiet">${code}</span></li>`)}
                </ol>`
      }
    </div>`,
  );
}

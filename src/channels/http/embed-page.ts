import { html } from './html.ts';
import { layout, wordsOf } from './layout.ts';
import type { PageSetting } from './layout.ts';
import { fill } from './words.ts';

/** How to put the widget on another site: the tag to copy, its settings, and a live example. */
export function embedPage(setting: PageSetting, site: string): string {
  const { embed, widget } = wordsOf(setting);
  const name = setting.office.name ?? widget.title;
  const tag = `<script src="${site}/widget.js" data-title="${attribute(name)}" async></script>`;
  return layout(
    setting,
    embed.title,
    html`<div class="hmc-document">
      <h1>${embed.title}</h1>
      <p>${embed.intro}</p>
      <h2 id="the">${embed.tag}</h2>
      <pre class="hmc-tag" tabindex="0" role="group" aria-labelledby="the"><code>${tag}</code></pre>
      <p>
        <button type="button" class="hmc-button hmc-copy" hidden data-copied="${embed.copied}">
          ${embed.copy}
        </button>
        <span class="hmc-quiet" role="status"></span>
      </p>
      <h2>${embed.example}</h2>
      <p>${embed.exampleText}</p>
      <h2 id="tuy-chinh">${embed.settings}</h2>
      <div class="hmc-table" role="group" aria-labelledby="tuy-chinh" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">${embed.attribute}</th>
              <th scope="col">${embed.meaning}</th>
              <th scope="col">${embed.usual}</th>
            </tr>
          </thead>
          <tbody>
            ${Object.entries(embed.attributes).map(
              ([attributeName, { meaning, usual }]) =>
                html`<tr>
                  <th scope="row"><code>${attributeName}</code></th>
                  <td data-label="${embed.meaning}">${meaning}</td>
                  <td data-label="${embed.usual}">${usual}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <h2>${embed.notes}</h2>
      <ul>
        ${embed.note.map((text) => html`<li>${fill(text, { site })}</li>`)}
      </ul>
      <script src="/widget.js" data-title="${name}" data-lang="${setting.language}" async></script>
    </div>`,
  );
}

/** As it must stand in the attribute that is copied. */
function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}

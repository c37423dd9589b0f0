import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Overview } from '../../desk/overview.ts';
import type { ConsoleParts } from './console-page.ts';
import { fill } from './texts.ts';
import { roughSpan } from './time-text.ts';

type Parts = Pick<ConsoleParts, 'work' | 'texts' | 'language'>;

/** Who is there, what each has and how long she takes. */
export function officersView({ perOfficer }: Overview, { work, texts }: Parts): TemplateResult {
  const { supervisor: words } = work;
  if (perOfficer.length === 0) {
    return html`<h3>${words.officers}</h3>
      <p class="hmc-quiet">${words.officersEmpty}</p>`;
  }
  return html`<h3 id="hmc-officers">${words.officers}</h3>
    <div class="hmc-work-table" role="region" aria-labelledby="hmc-officers" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">${words.name}</th>
            <th scope="col">${words.state}</th>
            <th scope="col">${words.load}</th>
            <th scope="col">${words.closed}</th>
            <th scope="col">${words.reply}</th>
          </tr>
        </thead>
        <tbody>
          ${perOfficer.map(({ presence, load, closedToday, medianFirstReplyMs }) => {
            const { name, state, capacity } = presence;
            const full = `${load}/${capacity}`;
            return html`<tr>
              <th scope="row">${name}</th>
              <td>${words.states[state]}</td>
              <td class="hmc-bar-line">
                <span>${full}</span>
                <meter
                  min="0"
                  max=${Math.max(1, capacity)}
                  .value=${load}
                  aria-label="${words.load} ${full}"
                ></meter>
              </td>
              <td>${closedToday}</td>
              <td>
                ${medianFirstReplyMs === null ? words.none : roughSpan(medianFirstReplyMs, texts)}
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
}

/** How citizens were served today: a bar and a number for each mark. */
export function ratingsView({ ratings }: Overview, parts: Parts): TemplateResult | typeof nothing {
  const { supervisor: words } = parts.work;
  const { count, mean, distribution } = ratings;
  if (count === 0) return nothing;
  const average = (mean ?? 0).toLocaleString(parts.language === 'vi' ? 'vi-VN' : 'en-GB', {
    maximumFractionDigits: 1,
  });
  return html`<h3>${words.ratings}</h3>
    <p>${fill(words.ratingsCount, { count, mean: average })}</p>
    <ul class="hmc-rating-bars">
      ${distribution
        .map((number, at) => ({ number, stars: at + 1 }))
        .toReversed()
        .map(
          ({ number, stars }) =>
            html`<li class="hmc-bar-line">
              <span>${fill(words.star, { stars })}</span>
              <meter
                min="0"
                max=${count}
                .value=${number}
                aria-label=${fill(words.star, { stars })}
              ></meter>
              <span>${number}</span>
            </li>`,
        )}
    </ul>`;
}

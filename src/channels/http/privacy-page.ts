import type { Channel, Conversation } from '../../conversation/conversation.ts';
import { labelMarks } from '../../language/personal-data-marks.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { layout, wordsOf } from './layout.ts';
import type { PageSetting } from './layout.ts';
import { localTime } from './transcript.ts';
import { fill } from './words.ts';
import type { Words } from './words.ts';

/** Days each channel's conversations are kept; channels that are not told of are not listed. */
export type Retention = Readonly<Partial<Record<Channel, number>>>;

/** What is kept, for how long, and the citizen's rights over it, with buttons that use them. */
export function privacyPage(
  setting: PageSetting,
  retention: Retention,
  conversation: Conversation | null,
  done: 'xoa' | 'chua' | undefined,
): string {
  const { privacy: texts, site } = wordsOf(setting);
  const { office } = setting;
  return layout(
    setting,
    texts.title,
    html`<div class="hmc-document">
      <h1>${texts.title}</h1>
      <p>${texts.intro}</p>
      <h2 id="cuoc-tro-chuyen">${texts.here}</h2>
      ${done === 'xoa' ? html`<p class="hmc-notice" role="status">${texts.erased}</p>` : null}
      ${done === 'chua' && conversation ? html`<p class="hmc-notice" role="alert">${texts.eraseUnsure}</p>` : null}
      ${conversation === null ? html`<p>${texts.none}</p>` : rights(conversation, texts)}
      <p class="hmc-quiet">${texts.elsewhere}</p>
      <h2>${texts.kept}</h2>
      <ul>
        ${texts.keptList.map((text) => html`<li>${text}</li>`)}
      </ul>
      <p>${texts.notKept}</p>
      <h2>${texts.masked}</h2>
      <p>${texts.maskedText}</p>
      <ul>
        ${Object.values(texts.marks).map((text) => html`<li>${text}</li>`)}
      </ul>
      <p>${fill(texts.maskedExample, { example: labelMarks(texts.maskedSample, texts.marks) })}</p>
      <h2 id="giu-bao-lau">${texts.howLong}</h2>
      <p>${texts.howLongText}</p>
      ${periods(retention, texts)}
      <p>${texts.platforms}</p>
      <h2>${texts.protect}</h2>
      <ul>
        ${texts.protectList.map((text) => html`<li>${text}</li>`)}
      </ul>
      <h2>${texts.use}</h2>
      <p>${texts.useText}</p>
      <h2>${texts.rights}</h2>
      <p>${texts.rightsText}</p>
      ${
        office.name === undefined && office.hotline === undefined
          ? null
          : html`<h2>${texts.contact}</h2>
              ${office.name === undefined ? null : html`<p>${fill(site.office, { name: office.name })}</p>`}
              ${office.hotline === undefined ? null : html`<p>${fill(site.hotline, { hotline: office.hotline })}</p>`}`
      }
    </div>`,
  );
}

function rights(conversation: Conversation, texts: Words['privacy']): Html {
  const time = localTime(new Date(conversation.createdAt));
  return html`<p>${fill(texts.hereText, { time, count: conversation.turns.length })}</p>
    <p>${texts.exportText}</p>
    <form class="hmc-rights" method="post" action="/quyen-rieng-tu/du-lieu">
      <button class="hmc-button">${texts.export}</button>
      <a class="hmc-button" href="/hoi/ban-ghi">${texts.transcript}</a>
    </form>
    <p>${texts.eraseText}</p>
    <form class="hmc-rights" method="post" action="/quyen-rieng-tu/xoa">
      <label class="hmc-check"
        ><input type="checkbox" name="sure" value="1" required />
        <span>${texts.eraseSure}</span></label
      >
      <button class="hmc-button hmc-erase">${texts.erase}</button>
    </form>`;
}

function periods(retention: Retention, texts: Words['privacy']): Html {
  return html`<div class="hmc-table" role="group" aria-labelledby="giu-bao-lau" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">${texts.channel}</th>
          <th scope="col">${texts.days}</th>
        </tr>
      </thead>
      <tbody>
        ${(Object.entries(retention) as [Channel, number][]).map(
          ([channel, days]) =>
            html`<tr>
              <th scope="row">${texts.channels[channel]}</th>
              <td data-label="${texts.days}">${fill(texts.dayCount, { days })}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

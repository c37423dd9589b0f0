import type { Guide } from '../../procedure/guide.ts';
import type { Case, DossierItem, Procedure } from '../../procedure/procedure.ts';
import { formatDate, formatDuration } from '../../procedure/wording.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { layout, wordsOf } from './layout.ts';
import type { PageSetting } from './layout.ts';
import { submissionTable } from './submission-table.ts';
import { fill } from './words.ts';
import type { Words } from './words.ts';

type Texts = Words['procedure'];

interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Html;
}

/** Everything the record says, with a table of contents; made to be printed too. */
export function procedurePage(
  setting: PageSetting,
  procedure: Procedure,
  guide: Guide | undefined,
): string {
  const texts = wordsOf(setting).procedure;
  const sections = sectionsOf(procedure, guide, texts);
  return layout(
    setting,
    procedure.name,
    html`<article class="hmc-document">
<h1${setting.language === 'en' ? html` lang="vi"` : null}>${procedure.name}</h1>
${guide && setting.language === 'en' ? html`<p>${guide.shortEn}</p>` : null}
<div class="hmc-actions"><form method="post" action="/hoi"><button class="hmc-button" name="chosenCode" value="${procedure.code}">${texts.ask}</button></form>
<button type="button" class="hmc-button hmc-print" hidden>${texts.print}</button></div>
<nav class="hmc-toc" aria-label="${texts.contents}"><ol>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
${procedure.detail === 'facts' ? html`<p class="hmc-notice">${texts.factsOnly}</p>` : null}
${sections.map(
  ({ id, title, content }) =>
    html`<section aria-labelledby="${id}">
      <h2 id="${id}">${title}</h2>
      ${content}
    </section>`,
)}
</article>`,
  );
}

function sectionsOf(procedure: Procedure, guide: Guide | undefined, texts: Texts): Section[] {
  const silent = html`<p class="hmc-quiet">${texts.unstated}</p>`;
  const full = procedure.detail === 'full';
  const all: (Section | false)[] = [
    { id: 'chung', title: texts.overview, content: overview(procedure, texts) },
    {
      id: 'cach-nop',
      title: texts.submissions,
      content:
        procedure.submissions.length === 0 ? silent : submissionTable(procedure.submissions, texts),
    },
    {
      id: 'giay-to',
      title: texts.dossier,
      content: procedure.cases.some((one) => one.items.length > 0 || one.name !== '')
        ? html`${procedure.cases.map((one) => caseMarkup(one, texts))}`
        : silent,
    },
    situations(guide, texts),
    confusions(guide, texts),
    // The committed facts never have these two: silence there says nothing about the record.
    full && {
      id: 'trinh-tu',
      title: texts.steps,
      content:
        procedure.steps.length === 0
          ? silent
          : html`<ol lang="vi">
              ${procedure.steps.map((step) => html`<li>${step}</li>`)}
            </ol>`,
    },
    full && {
      id: 'dieu-kien',
      title: texts.requirements,
      content: procedure.requirements ? paragraphs(procedure.requirements) : silent,
    },
    {
      id: 'ket-qua',
      title: texts.results,
      content: procedure.results.length === 0 ? silent : list(procedure.results),
    },
    {
      id: 'can-cu',
      title: texts.legal,
      content:
        procedure.legalBasis.length === 0
          ? silent
          : html`<ul lang="vi">
              ${procedure.legalBasis.map(({ number, name }) => html`<li>${name.includes(number) ? name : [number, name].filter((part) => part !== '').join(' – ')}</li>`)}
            </ul>`,
    },
    { id: 'nguon', title: texts.source, content: source(procedure, texts) },
  ];
  return all.filter((section) => section !== false);
}

function overview(procedure: Procedure, texts: Texts): Html {
  return facts([
    [texts.code, procedure.code],
    [texts.field, procedure.field],
    [
      texts.levels,
      procedure.levels.map((level) => texts.levelNames[level]).join('; '),
      'translated',
    ],
    [texts.executing, procedure.executingAgencies.join('; ')],
    [texts.authorised, procedure.authorisedAgencies.join('; ')],
    [texts.coordinating, procedure.coordinatingAgencies.join('; ')],
    [texts.receiving, procedure.receivingAddress],
    [texts.subjects, procedure.subjects.join('; ')],
    [texts.type, named(texts.typeNames, procedure.type), 'translated'],
  ]);
}

function source(procedure: Procedure, texts: Texts): Html {
  const { link } = procedure;
  return html`${facts([
    [texts.decision, procedure.decision],
    [texts.issuing, procedure.issuingAgency],
    [texts.published, procedure.publishedAt && formatDate(procedure.publishedAt)],
    [texts.updated, procedure.updatedAt && formatDate(procedure.updatedAt)],
    [texts.retrieved, procedure.retrievedAt && formatDate(procedure.retrievedAt)],
    [texts.state, named(texts.stateNames, procedure.state), 'translated'],
  ])}
  ${isAddress(link) ? html`<p><a href="${link}" rel="noopener noreferrer">${texts.link}</a></p>` : null}`;
}

/** The portal's word for a state or kind in plain words; one that is not known stays as it is. */
function named(names: Readonly<Record<string, string>>, word: string | undefined) {
  return word === undefined ? undefined : (names[word] ?? word);
}

/** Only what the record states is listed. It is Vietnamese, but for what this page translates. */
function facts(
  all: readonly (readonly [name: string, value: string | undefined, words?: 'translated'])[],
): Html {
  return html`<dl class="hmc-facts">
    ${all.map(([name, value, words]) =>
      value
        ? html`<dt>${name}</dt>
            <dd${words ? null : html` lang="vi"`}>${value}</dd>`
        : null,
    )}
  </dl>`;
}

function caseMarkup(one: Case, texts: Texts): Html {
  const limit = one.duration && formatDuration(one.duration, texts.units);
  const papers = one.items.filter((item) => item.kind === 'paper');
  const notes = one.items.filter((item) => item.kind === 'note');
  return html`${one.name === '' ? null : html`<h3 lang="vi">${one.name}</h3>`}
  ${limit === undefined ? null : html`<p>${fill(texts.caseDuration, { duration: limit })}</p>`}
  ${
    papers.length === 0
      ? null
      : html`<ul class="hmc-papers" lang="vi">
          ${papers.map((item) => {
            const counts = [
              item.originals > 0 ? fill(texts.originals, { count: item.originals }) : '',
              item.copies > 0 ? fill(texts.copies, { count: item.copies }) : '',
            ].filter((count) => count !== '');
            return html`<li>
              ${item.name}${counts.length === 0 ? null : html` <span class="hmc-count">(${counts.join(', ')})</span>`}
              ${formsOf(item, texts)}
            </li>`;
          })}
        </ul>`
  }
  ${notes.map((note) => html`<p class="hmc-quiet" lang="vi">${note.name}${formsOf(note, texts)}</p>`)}`;
}

/** Records carry file ids as well as addresses: only an address is a link. */
function formsOf(item: DossierItem, texts: Texts): Html {
  return html`${item.forms.map(({ name, link }) => {
    const text = fill(texts.form, { name });
    return html`<br />${isAddress(link) ? html`<a href="${link}" rel="noopener noreferrer">${text}</a>` : text}`;
  })}`;
}

function isAddress(link: string | undefined): link is string {
  return link !== undefined && /^https?:\/\//u.test(link);
}

function situations(guide: Guide | undefined, texts: Texts): Section | false {
  if (guide === undefined || guide.situations.length === 0) return false;
  return {
    id: 'truong-hop',
    title: texts.situations,
    content: html`<dl class="hmc-facts">
      ${guide.situations.map(
        ({ when, then, code }) =>
          html`<dt lang="vi">${when}</dt>
            <dd lang="vi">
              ${then}${code === undefined ? null : html` <a href="/thu-tuc/${code}">${code}</a>`}
            </dd>`,
      )}
    </dl>`,
  };
}

function confusions(guide: Guide | undefined, texts: Texts): Section | false {
  if (guide === undefined || guide.confusedWith.length === 0) return false;
  return {
    id: 'de-nham',
    title: texts.confused,
    content: html`<ul lang="vi">
      ${guide.confusedWith.map(
        ({ code, difference }) =>
          html`<li><a href="/thu-tuc/${code}">${code}</a>: ${difference}</li>`,
      )}
    </ul>`,
  };
}

function list(items: readonly string[]): Html {
  return html`<ul lang="vi">
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`;
}

function paragraphs(text: string): Html {
  return html`${text.split(/\n+/u).map((line) => html`<p lang="vi">${line}</p>`)}`;
}

import type { Fee, Submission } from '../../procedure/procedure.ts';
import { formatAmount, formatDuration } from '../../procedure/wording.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { Words } from './words.ts';

type Texts = Words['procedure'];

/** Ways of submission, each with its limits and fees as the record means them. */
export function submissionTable(submissions: readonly Submission[], texts: Texts): Html {
  const row = (one: Submission): Html => {
    const durations = one.durations.flatMap((duration) => {
      const figure = formatDuration(duration, texts.units);
      const words =
        duration.stated !== undefined && duration.stated !== figure ? duration.stated : undefined;
      return [figure, words].filter((text): text is string => text !== undefined);
    });
    const fees = one.fees.map((fee) => feeText(fee, texts)).filter((text) => text !== '');
    return html`<tr>
      <th scope="row">${texts.methodNames[one.method]}</th>
      <td data-label="${texts.duration}">${lines(durations, texts)}</td>
      <td data-label="${texts.fee}">${lines(fees, texts)}</td>
      ${one.note ? html`<td data-label="${texts.note}" lang="vi">${one.note}</td>` : html`<td></td>`}
    </tr>`;
  };
  return html`<div class="hmc-table" role="group" aria-label="${texts.submissions}" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">${texts.method}</th>
          <th scope="col">${texts.duration}</th>
          <th scope="col">${texts.fee}</th>
          <th scope="col">${texts.note}</th>
        </tr>
      </thead>
      <tbody>
        ${submissions.map(row)}
      </tbody>
    </table>
  </div>`;
}

function lines(all: readonly string[], texts: Texts): Html {
  const distinct = [...new Set(all)];
  return distinct.length === 0
    ? html`${texts.unstated}`
    : html`${distinct.map((line, at) => html`${at > 0 ? html`<br />` : null}${line}`)}`;
}

/** An amount stands bare only where the record does not contradict it. */
function feeText(fee: Fee, texts: Texts): string {
  const amount = (() => {
    switch (fee.meaning) {
      case 'exact':
        return formatAmount(fee);
      case 'free':
        return texts.free;
      case 'set-locally':
        return texts.setLocally;
      case 'stated-only':
        return fee.stated === undefined ? texts.doubtful : '';
      case 'unstated':
        return '';
    }
  })();
  // What the amount depends on is not among the committed facts; that it depends is.
  const depends = fee.conditional && fee.condition === undefined ? texts.conditional : undefined;
  return [amount, fee.stated, fee.condition, depends]
    .filter((part, at, parts) => part !== undefined && part !== '' && parts.indexOf(part) === at)
    .join('; ');
}

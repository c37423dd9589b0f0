import type { AnswerLine } from '../../conversation/answer.ts';
import { sentencesOf } from '../../language/tokenise.ts';
import type { SubmissionMethod } from '../../procedure/procedure.ts';
import { capitalise, formatDuration, joinWords, shorten } from '../../procedure/wording.ts';
import { fill } from '../replies.ts';
import type { FacetInput } from './facet-input.ts';
import { groupMethods, methodNames } from './facet-input.ts';

/** A number of hours, days or months. */
const TIME_FIGURE = /\d+\s*(?:\([^)]*\)\s*)?(?:ngày|giờ|tháng)/iu;

const text = (value: string): AnswerLine => ({ style: 'text', text: value });

/** Time limits per way of submission, then those of single cases. */
export function timeLines({ procedure, replies }: FacetInput): AnswerLine[] {
  const entries = procedure.submissions.flatMap((submission) =>
    submission.durations.flatMap((duration) => {
      const value = formatDuration(duration, replies.units);
      return value === undefined ? [] : [{ method: submission.method, key: value, value }];
    }),
  );
  const groups = groupMethods(entries);
  const lines = groups.slice(0, 8).map(({ methods, value }): AnswerLine => ({
    style: groups.length === 1 ? 'text' : 'bullet',
    text: fill(replies.time['all'], {
      methods: capitalise(methodNames(methods, replies)),
      duration: shorten(value, 400),
    }),
  }));
  const known = new Set(groups.map((group) => group.value));
  for (const one of procedure.cases) {
    const duration = one.duration && formatDuration(one.duration, replies.units);
    if (duration === undefined || known.has(duration)) continue;
    known.add(duration);
    lines.push(
      one.name === ''
        ? text(duration)
        : {
            style: 'bullet',
            text: fill(replies.time['case'], { name: shorten(one.name, 120), duration }),
          },
    );
  }
  if (lines.length === 0) lines.push(text(fill(replies.time['none'])));
  // The note on a way of submission often tells one case from another ("7 ngày … đối với nhà ở riêng lẻ").
  const said = lines.map((line) => line.text).join(' ');
  const notes = procedure.submissions
    .flatMap((submission) => sentencesOf(submission.note ?? ''))
    .filter((sentence) => TIME_FIGURE.test(sentence) && !said.includes(sentence));
  for (const note of [...new Set(notes)].slice(0, 2)) {
    lines.push({ style: 'quote', text: fill(replies.quote, { text: shorten(note, 400) }) });
  }
  return lines;
}

/** Who settles it and where to hand it in, with what replaced the districts. */
export function whereLines({ procedure, replies }: FacetInput): AnswerLine[] {
  const lines: AnswerLine[] = [];
  const agencies = [...new Set([...procedure.executingAgencies, ...procedure.authorisedAgencies])];
  if (agencies.length > 0) {
    lines.push(
      text(
        fill(replies.where['agency'], { agencies: shorten(agencies.slice(0, 6).join('; '), 500) }),
      ),
    );
  }
  if (procedure.receivingAddress !== undefined && procedure.receivingAddress !== '') {
    lines.push(
      text(fill(replies.where['address'], { address: shorten(procedure.receivingAddress, 500) })),
    );
  }
  if (procedure.levels.length > 0) {
    const levels = joinWords(
      procedure.levels.map((level) => replies.levels[level]),
      replies.and,
    );
    lines.push(text(fill(replies.where['levels'], { levels })));
  }
  const methods = methodsOf(procedure.submissions);
  if (methods.length > 0) {
    lines.push(text(fill(replies.where['ways'], { methods: methodNames(methods, replies) })));
  }
  if (lines.length === 0) return [text(fill(replies.where['none']))];
  const police = agencies.some((agency) => /công an|quân sự|bảo hiểm|hải quan|thuế/iu.test(agency));
  if (procedure.levels.includes('commune') && !police) {
    lines.push({ style: 'note', text: fill(replies.where['commune']) });
  } else if (agencies.some((agency) => /\b(?:cấp )?(?:huyện|quận)\b/iu.test(agency))) {
    lines.push({ style: 'note', text: fill(replies.where['province']) });
  }
  return lines;
}

const MAX_STEPS = 12;
const FIRST_STEPS = 3;

export function howLines({ procedure, replies, brief }: FacetInput): AnswerLine[] {
  const methods = methodsOf(procedure.submissions);
  const lines: AnswerLine[] = [];
  if (methods.length > 0) {
    lines.push(text(fill(replies.how['ways'], { methods: methodNames(methods, replies) })));
  }
  const steps = procedure.steps.filter((step) => step !== '');
  if (steps.length === 0 && brief && lines.length > 0) return lines;
  if (steps.length === 0) return [...lines, text(fill(replies.how['stepsNone']))];
  const shown = brief ? FIRST_STEPS : MAX_STEPS;
  for (const step of steps.slice(0, shown)) {
    lines.push({ style: 'bullet', text: shorten(step.replace(/^[\s\-+*•]+/u, ''), 600) });
  }
  if (steps.length > shown) {
    lines.push(text(fill(replies.how['more'])));
  }
  return lines;
}

export function onlineLines({ procedure, replies }: FacetInput): AnswerLine[] {
  const methods = methodsOf(procedure.submissions);
  if (methods.length === 0) return [text(fill(replies.online['none']))];
  if (methods.includes('online')) {
    const note = procedure.submissions.find((one) => one.method === 'online' && one.note)?.note;
    return [
      text(fill(replies.online['yes'])),
      ...(note
        ? [{ style: 'quote' as const, text: fill(replies.quote, { text: shorten(note, 400) }) }]
        : []),
    ];
  }
  return [text(fill(replies.online['no'], { methods: methodNames(methods, replies) }))];
}

export function conditionLines({ procedure, replies }: FacetInput): AnswerLine[] {
  const lines: AnswerLine[] = [];
  const requirements = (procedure.requirements ?? '').trim();
  if (requirements !== '' && !/^không\.?$/iu.test(requirements)) {
    for (const part of requirements.split(/\n+/u).slice(0, 14)) {
      lines.push({ style: 'bullet', text: shorten(part.replace(/^[\s\-+*•]+/u, ''), 600) });
    }
  } else lines.push(text(fill(replies.conditions['none'])));
  if (procedure.subjects.length > 0) {
    lines.push(
      text(fill(replies.conditions['subjects'], { subjects: procedure.subjects.join('; ') })),
    );
  }
  return lines;
}

export function resultLines({ procedure, replies }: FacetInput): AnswerLine[] {
  if (procedure.results.length === 0) return [text(fill(replies.result['none']))];
  return procedure.results.slice(0, 8).map((result) => ({
    style: procedure.results.length === 1 ? 'text' : 'bullet',
    text: fill(replies.result['line'], { result: shorten(result, 400) }),
  }));
}

export function legalLines({ procedure, replies }: FacetInput): AnswerLine[] {
  if (procedure.legalBasis.length === 0) return [text(fill(replies.legal['none']))];
  return procedure.legalBasis.slice(0, 15).map(({ number, name }) => ({
    style: 'bullet',
    text: fill(replies.legal['line'], {
      number,
      name: name === '' || name === number ? '' : ` – ${shorten(name, 220)}`,
    }),
  }));
}

export function formLines({ procedure, replies }: FacetInput): AnswerLine[] {
  const lines = procedure.cases
    .flatMap((one) => one.items)
    .flatMap((item) => item.forms.map((form) => ({ form, item })));
  const unique = [...new Map(lines.map((line) => [line.form.name, line])).values()].slice(0, 15);
  // A form is often named only in the paper itself ("Tờ khai … theo mẫu CT01").
  const named = procedure.cases
    .flatMap((one) => one.items)
    .filter((item) => item.forms.length === 0 && /mẫu|tờ khai|đơn/iu.test(item.name))
    .slice(0, 10);
  if (unique.length === 0 && named.length === 0) return [text(fill(replies.forms['none']))];
  return [
    ...unique.map(({ form, item }): AnswerLine => ({
      style: 'bullet',
      text: fill(replies.forms['forPaper'], { form: form.name, paper: shorten(item.name, 160) }),
    })),
    ...named.map((item): AnswerLine => ({
      style: 'bullet',
      text: fill(replies.forms['line'], { form: shorten(item.name, 240) }),
    })),
  ];
}

function methodsOf(
  submissions: readonly { readonly method: SubmissionMethod }[],
): SubmissionMethod[] {
  return [...new Set(submissions.map((submission) => submission.method))];
}

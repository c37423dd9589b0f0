import type { CardChange } from '../../desk/call-event.ts';

/** A card as agent software is told of it; the text is to be read aloud. */
export function toWire(change: CardChange, now: Date): Record<string, unknown> {
  const { kind, callId, forTurn } = change;
  const head = { type: `suggestion.${kind}`, call_id: callId, at: now.toISOString() };
  if (change.kind === 'retracted') {
    return { ...head, data: { suggestion_id: change.cardId, utterance_id: forTurn } };
  }
  const { card, tookMs } = change;
  const { procedureCode: code, url, updatedAt } = card;
  return {
    ...head,
    data: {
      suggestion_id: card.id,
      utterance_id: forTurn,
      kind: 'procedure',
      rank: card.rank,
      title: card.procedureName,
      text: card.script,
      reply: card.reply,
      steps: card.checklist,
      sources: [
        {
          code,
          text: card.source,
          ...(url === undefined ? {} : { url }),
          ...(updatedAt === undefined ? {} : { updated_at: updatedAt }),
        },
      ],
      confidence: card.confidence,
      sureness: card.sureness,
      latency_ms: tookMs,
    },
  };
}

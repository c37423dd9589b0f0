/** Says texts aloud with a voice of the given language, if this machine has one. */
export interface Speaker {
  readonly available: boolean;
  readonly speaking: boolean;
  say(sentences: readonly string[]): void;
  stop(): void;
}

export function openSpeaker(
  language: 'vi' | 'en',
  onChange: () => void,
  synthesis: SpeechSynthesis | undefined = globalThis.speechSynthesis,
): Speaker {
  let speaking = false;
  const voice = (): SpeechSynthesisVoice | undefined =>
    synthesis?.getVoices().find((one) => one.lang.toLowerCase().startsWith(language));
  // Voices load late in most browsers. Old Safari has the list but not the event target.
  synthesis?.addEventListener?.('voiceschanged', onChange);
  globalThis.addEventListener?.('pagehide', () => synthesis?.cancel());
  return {
    get available() {
      return voice() !== undefined;
    },
    get speaking() {
      return speaking;
    },
    say: (sentences) => {
      const chosen = voice();
      if (!synthesis || !chosen) return;
      synthesis.cancel();
      speaking = sentences.length > 0;
      sentences.forEach((sentence, at) => {
        // One utterance a sentence: Chrome cuts off a remote voice after 15 seconds.
        const utterance = new SpeechSynthesisUtterance(sentence);
        utterance.voice = chosen;
        utterance.lang = chosen.lang;
        utterance.rate = 0.9;
        if (at === sentences.length - 1) {
          utterance.onend = () => {
            speaking = false;
            onChange();
          };
        }
        synthesis.speak(utterance);
      });
      onChange();
    },
    stop: () => {
      synthesis?.cancel();
      speaking = false;
      onChange();
    },
  };
}

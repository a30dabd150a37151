/** The probe's side of a conversation: asks a program for draws, and checks the form of what it answers. */
import {
  PROBE_FORMAT,
  runDropoutProbe,
  type DrawAnswer,
  type Offer,
  type ProbeReport,
  type ProbeSubject,
} from '../src/index.ts';
import { startJsonLines } from './json-lines.ts';

const OFFERS: readonly Offer[] = ['seed', 'site', 'noiseShape'];

type Fields = Readonly<Record<string, unknown>>;

/** Probes the program that a command line starts. */
export async function probeProgram(command: readonly [string, ...string[]]): Promise<ProbeReport> {
  const program = startJsonLines(command);
  const ask = async (question: object): Promise<Fields> => {
    const answer = await program.ask({ probe: PROBE_FORMAT, ...question });
    if (typeof answer !== 'object' || answer === null) throw malformed(answer);
    return answer as Fields;
  };
  try {
    const subject = subjectOf(await ask({ ask: 'subject' }));
    return await runDropoutProbe({
      subject,
      // NaN is no JSON.
      draw: async ({ rate, value, ...request }) =>
        answerOf(await ask({ ask: 'draw', rate: inJson(rate), value: inJson(value), ...request })),
    });
  } finally {
    program.close();
  }
}

function subjectOf(answer: Fields): ProbeSubject {
  const { name, version, offers, note } = answer;
  if (typeof name !== 'string' || typeof version !== 'string' || !Array.isArray(offers)) throw malformed(answer);
  const unknown = offers.find((offer) => !OFFERS.includes(offer as Offer));
  if (unknown !== undefined) throw new Error(`offers may be ${OFFERS.join(', ')}. Received ${JSON.stringify(unknown)}`);
  return { name, version, offers: offers as Offer[], ...(typeof note === 'string' ? { note } : {}) };
}

function answerOf(answer: Fields): DrawAnswer {
  const { outputs, refused, unsupported } = answer;
  if (typeof refused === 'string') return { refused };
  if (typeof unsupported === 'string') return { unsupported };
  if (!Array.isArray(outputs)) throw malformed(answer);
  return { outputs: outputs.map(fromJson) };
}

const inJson = (x: number): number | string => (Number.isNaN(x) ? 'NaN' : x);

const NUMBERS: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };

/** A number that JSON has no word for is a string. */
function fromJson(x: unknown): number {
  const number = typeof x === 'string' ? NUMBERS[x] : x;
  if (typeof number !== 'number') throw malformed(x);
  return number;
}

function malformed(answer: unknown): Error {
  return new Error(`an answer that the probe does not know: ${JSON.stringify(answer).slice(0, 200)}`);
}

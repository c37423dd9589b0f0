/**
 * A flat container for typed arrays and JSON values: one header, then sections aligned to eight
 * bytes, so that loading is one file read and no copy.
 */
export type Section = Float64Array | Float32Array | Uint32Array | Uint16Array | Uint8Array;
type SectionType = 'f64' | 'f32' | 'u32' | 'u16' | 'u8';

const TYPES = {
  f64: Float64Array,
  f32: Float32Array,
  u32: Uint32Array,
  u16: Uint16Array,
  u8: Uint8Array,
} as const;

const MAGIC = 'HMC1';

interface Header {
  readonly values: Readonly<Record<string, unknown>>;
  readonly sections: readonly {
    readonly name: string;
    readonly type: SectionType;
    readonly offset: number;
    readonly length: number;
  }[];
}

export function pack(
  values: Readonly<Record<string, unknown>>,
  sections: Readonly<Record<string, Section>>,
): Uint8Array {
  let offset = 0;
  const entries = Object.entries(sections).map(([name, data]) => {
    const entry = { name, type: typeOf(data), offset, length: data.length };
    offset += align(data.byteLength);
    return entry;
  });
  const header = new TextEncoder().encode(
    JSON.stringify({ values, sections: entries } satisfies Header),
  );
  const start = align(8 + header.length);
  const file = new Uint8Array(start + offset);
  file.set(new TextEncoder().encode(MAGIC), 0);
  new DataView(file.buffer).setUint32(4, header.length, true);
  file.set(header, 8);
  for (const entry of entries) {
    const data = sections[entry.name] as Section;
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start + entry.offset);
  }
  return file;
}

export interface Unpacked {
  value(name: string): unknown;
  f64(name: string): Float64Array;
  f32(name: string): Float32Array;
  u32(name: string): Uint32Array;
  u16(name: string): Uint16Array;
  u8(name: string): Uint8Array;
}

/** Opens a packed file. Throws when the bytes are not one, or are cut short. */
export function unpack(bytes: Uint8Array): Unpacked {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  if (aligned.length < 8 || new TextDecoder().decode(aligned.subarray(0, 4)) !== MAGIC) {
    throw new Error(
      'The index file is not an index of this version; delete it, it will be built anew.',
    );
  }
  const headerLength = new DataView(aligned.buffer, aligned.byteOffset).getUint32(4, true);
  const header = JSON.parse(
    new TextDecoder().decode(aligned.subarray(8, 8 + headerLength)),
  ) as Header;
  const start = align(8 + headerLength);
  const section = (name: string, type: SectionType): Section => {
    const entry = header.sections.find((candidate) => candidate.name === name);
    if (!entry || entry.type !== type)
      throw new Error(`The index file has no section ${name} (${type}).`);
    const ArrayType = TYPES[type];
    const from = start + entry.offset;
    if (from + entry.length * ArrayType.BYTES_PER_ELEMENT > aligned.length) {
      throw new Error('The index file is cut short; delete it, it will be built anew.');
    }
    return new ArrayType(aligned.buffer as ArrayBuffer, aligned.byteOffset + from, entry.length);
  };
  return {
    value: (name) => header.values[name],
    f64: (name) => section(name, 'f64') as Float64Array,
    f32: (name) => section(name, 'f32') as Float32Array,
    u32: (name) => section(name, 'u32') as Uint32Array,
    u16: (name) => section(name, 'u16') as Uint16Array,
    u8: (name) => section(name, 'u8') as Uint8Array,
  };
}

function typeOf(data: Section): SectionType {
  const found = (Object.keys(TYPES) as SectionType[]).find((type) => data instanceof TYPES[type]);
  if (!found) throw new TypeError('Only typed arrays can be packed.');
  return found;
}

const align = (length: number): number => Math.ceil(length / 8) * 8;

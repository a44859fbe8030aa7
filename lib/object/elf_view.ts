/**
 * The bytes of an ELF file, as numbers: reads and writes what is there, or says
 * that the file is damaged; never an error of the language. Pure.
 */

/** Thrown when bytes are not an ELF file that can be read. */
export class ElfError extends Error {
  override name = "ElfError";
  /** What it is to a reload. */
  readonly fault = "damaged";
}

/** A view of one file, whose tables may point anywhere. */
export class ElfView extends DataView<ArrayBufferLike> {
  override getUint8(at: number): number {
    this.need(at, 1);
    return super.getUint8(at);
  }

  override getUint16(at: number, isLittleEndian?: boolean): number {
    this.need(at, 2);
    return super.getUint16(at, isLittleEndian);
  }

  override getUint32(at: number, isLittleEndian?: boolean): number {
    this.need(at, 4);
    return super.getUint32(at, isLittleEndian);
  }

  override getBigInt64(at: number, isLittleEndian?: boolean): bigint {
    this.need(at, 8);
    return super.getBigInt64(at, isLittleEndian);
  }

  override getBigUint64(at: number, isLittleEndian?: boolean): bigint {
    this.need(at, 8);
    return super.getBigUint64(at, isLittleEndian);
  }

  override setInt32(at: number, value: number, isLittleEndian?: boolean): void {
    this.need(at, 4);
    super.setInt32(at, value, isLittleEndian);
  }

  override setUint32(
    at: number,
    value: number,
    isLittleEndian?: boolean,
  ): void {
    this.need(at, 4);
    super.setUint32(at, value, isLittleEndian);
  }

  override setBigInt64(
    at: number,
    value: bigint,
    isLittleEndian?: boolean,
  ): void {
    this.need(at, 8);
    super.setBigInt64(at, value, isLittleEndian);
  }

  /**
   * Several times as fast as by way of a bigint; no number here is that large.
   *
   * @throws {ElfError} If it lies outside.
   */
  getWord(at: number): number {
    this.need(at, 8);
    return super.getUint32(at, true) + super.getUint32(at + 4, true) * 2 ** 32;
  }

  /** Whether so many bytes are there. */
  has(at: number, length: number): boolean {
    return at >= 0 && at + length <= this.byteLength;
  }

  /** @throws {ElfError} If they are not. */
  need(at: number, length: number): void {
    if (!this.has(at, length)) {
      throw new ElfError("it points to what lies outside the file");
    }
  }
}

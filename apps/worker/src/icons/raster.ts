/** A square picture in memory: rows of 8-bit sRGB samples without gaps, with alpha when there are four channels. */
export interface Raster {
  data: Uint8Array;
  edge: number;
  channels: 3 | 4;
}

/**
 * The picture at a whole fraction of its size: each pixel is the mean of the `factor` by `factor` pixels it covers,
 * weighted by their alpha, so that the colour of what cannot be seen does not bleed into edges.
 *
 * For a whole factor the mean is what a general filter comes down to, without its halos; starting one for a picture this
 * small costs more than all the arithmetic here.
 * @throws RangeError when the edge is no multiple of the factor.
 */
export function shrink({ data, edge, channels }: Raster, factor: number): Raster {
  if (edge % factor !== 0) throw new RangeError(`${edge} pixels cannot be divided by ${factor}.`);
  const smaller = edge / factor;
  const result = new Uint8Array(smaller * smaller * channels);
  const covered = factor * factor;
  for (let row = 0; row < smaller; row++) {
    for (let column = 0; column < smaller; column++) {
      let [red, green, blue, weights] = [0, 0, 0, 0];
      for (let y = row * factor; y < (row + 1) * factor; y++) {
        for (let x = column * factor; x < (column + 1) * factor; x++) {
          const at = (y * edge + x) * channels;
          const weight = channels === 4 ? (data[at + 3] ?? 0) : 255;
          red += (data[at] ?? 0) * weight;
          green += (data[at + 1] ?? 0) * weight;
          blue += (data[at + 2] ?? 0) * weight;
          weights += weight;
        }
      }
      const to = (row * smaller + column) * channels;
      // A pixel that nothing of shows stays black: there is no colour to keep, and equal bytes pack well.
      if (weights > 0) {
        result[to] = Math.round(red / weights);
        result[to + 1] = Math.round(green / weights);
        result[to + 2] = Math.round(blue / weights);
      }
      if (channels === 4) result[to + 3] = Math.round(weights / covered);
    }
  }
  return { data: result, edge: smaller, channels };
}

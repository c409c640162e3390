package vec

import "math"

// FMA32 returns x·y + z, rounded once: what the fused multiply-add instruction for
// float32 gives.
func FMA32(x, y, z float32) float32 {
	p := float64(x) * float64(y) // exact: 48 bits
	a := float64(z)
	s := float64(p + a)

	// What the sum lost, exactly, unless something is infinite or NaN.
	b := s - p
	lost := (p - (s - b)) + (a - b)

	// Rounded to odd, the sum remembers on which side of a tie of float32 it was:
	// rounding it again is rounding the exact value. Source: S. Boldo, G. Melquiond,
	// Emulation of FMA and correctly rounded sums, 2008, doi:10.1109/TC.2007.70819.
	if bits := math.Float64bits(s); bits&1 == 0 && (lost > 0 || lost < 0) {
		if (lost > 0) == (s > 0) {
			bits++
		} else {
			bits--
		}
		s = math.Float64frombits(bits)
	}
	return float32(s)
}

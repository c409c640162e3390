package assoc

import "math"

// mostFactorials is up to how many baskets the factorials are tabulated: 12 MB.
const mostFactorials = 1 << 20

// factorials holds k! as part[k]·2^power[k], 1 ≤ part < 2, so that a quotient of
// factorials takes no logarithm.
type factorials struct {
	part  []float64
	power []int32
}

// factorialsTo returns the factorials up to n. The product is carried on with
// twice the digits, so that each is rounded about once. Time: O(n).
func factorialsTo(n int) *factorials {
	f := &factorials{part: make([]float64, n+1), power: make([]int32, n+1)}
	hi, lo, power := 1.0, 0.0, int32(0)
	f.part[0] = 1
	for k := 1; k <= n; k++ {
		x := float64(k)
		product := float64(hi * x)
		lo = float64(lo*x) + math.FMA(hi, x, -product)
		hi = product + lo
		lo -= hi - product
		e := int(math.Float64bits(hi)>>52) - 1023
		scale := math.Float64frombits(uint64(1023-e) << 52)
		hi, lo, power = hi*scale, lo*scale, power+int32(e)
		f.part[k], f.power[k] = hi, power
	}
	return f
}

// exactly returns the probability of exactly x marked ones among b draws without
// replacement from n of which a are marked,
//
//	a!·(n−a)!·b!·(n−b)! / (n!·x!·(a−x)!·(b−x)!·(n−a−b+x)!)
func (f *factorials) exactly(n, a, b, x int64) float64 {
	if f == nil {
		return hypergeometric(n, a, b, x)
	}
	rest := n - a - b + x
	above := f.part[a] * f.part[n-a] * f.part[b] * f.part[n-b]
	below := f.part[n] * f.part[x] * f.part[a-x] * f.part[b-x] * f.part[rest]
	power := f.power[a] + f.power[n-a] + f.power[b] + f.power[n-b] -
		f.power[n] - f.power[x] - f.power[a-x] - f.power[b-x] - f.power[rest]
	return math.Ldexp(above/below, int(power))
}

package assoc

import (
	"math"
	"math/big"
	"math/bits"
	"sort"
	"strconv"
)

// share is a number that a caller wrote as a decimal: 0.07 is 7/100 here, not
// the float64 next to it. Comparisons with it are exact.
type share struct {
	float float64
	exact *big.Rat
}

// shareOf reads the shortest decimal that prints v, which must be finite.
func shareOf(v float64) share {
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(v, 'g', -1, 64))
	if !ok {
		panic("assoc: share of a number that is not finite")
	}
	return share{float: v, exact: r}
}

// of returns s times n, rounded up, at least 1.
func (s share) of(n int) int {
	r := new(big.Rat).SetInt64(int64(n))
	r.Mul(r, s.exact)
	q, m := new(big.Int).DivMod(r.Num(), r.Denom(), new(big.Int))
	if m.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	return max(1, int(q.Int64()))
}

// doubt is how far apart two quotients of whole numbers are, relative to the
// larger one, when float64 arithmetic leaves no doubt which is larger.
const doubt = 1e-9

// atMost tells whether s ≤ num/den. Den is above 0.
func (s share) atMost(num, den int64) bool {
	q := float64(num) / float64(den)
	if math.Abs(q-s.float) > doubt*max(q, s.float) {
		return s.float < q
	}
	return s.exact.Cmp(big.NewRat(num, den)) <= 0
}

// limit returns the largest d of 1 to 2³¹−1 with s ≤ num/d, or 0 if there is none. S is
// 0 to 1, and num 0 to 2³¹−1.
func (s share) limit(num int64) int64 {
	a, b := s.exact.Num(), s.exact.Denom()
	if a.Sign() == 0 {
		return math.MaxInt32
	}
	if !b.IsUint64() {
		return int64(sort.Search(math.MaxInt32, func(d int) bool { return !s.atMost(num, int64(d)+1) }))
	}
	// a/b ≤ num/d where d ≤ num·b/a.
	hi, lo := bits.Mul64(uint64(num), b.Uint64())
	if hi >= a.Uint64() {
		return math.MaxInt32
	}
	d, _ := bits.Div64(hi, lo, a.Uint64())
	return int64(min(d, math.MaxInt32))
}

// bridges tells whether a/b + s ≥ c/d. B and d are above 0, all at most 2³¹.
func (s share) bridges(a, b, c, d int64) bool {
	if s.float == 0 {
		return a*d >= c*b
	}
	if gap := float64(a)/float64(b) + s.float - float64(c)/float64(d); math.Abs(gap) > doubt*(1+s.float) {
		return gap > 0
	}
	sum := big.NewRat(a, b)
	return sum.Add(sum, s.exact).Cmp(big.NewRat(c, d)) >= 0
}

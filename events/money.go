package events

import (
	"bytes"
	"math"
	"math/bits"
	"strconv"
)

// maxDigits is how many digits a decimal may have, and how many of them may
// stand behind the point. Products of two then fit into 128 bits.
const maxDigits = 18

// decimal is a number as it was written, digits·10^−scale: money never passes
// through a float.
type decimal struct {
	digits uint64 // below 10^18
	scale  int    // 0 to 18
	minus  bool
	plain  bool // it was written like −12.50, so that the text follows from the other fields
}

func (d decimal) negative() bool { return d.minus && d.digits != 0 }

// sign returns a number below 2·maxDigits+2 that says where sign and point stand.
func (d decimal) sign() uint64 {
	if d.minus {
		return uint64(2*d.scale + 1)
	}
	return uint64(2 * d.scale)
}

// parseDecimal reads a number with the given decimal point. Blanks around it,
// a plus sign and an exponent are allowed, signs of currencies and groups of
// thousands are not. False: it is no number, or has too many digits.
func parseDecimal(text []byte, point byte) (decimal, bool) {
	n := len(text)
	if n == 0 || n > maxDigits {
		return parseOddDecimal(text, point)
	}
	d := decimal{plain: true}
	i := 0
	if text[0] == '-' {
		d.minus = true
		i = 1
	}
	start := i
	for ; i < n; i++ {
		c := text[i] - '0'
		if c > 9 {
			break
		}
		d.digits = d.digits*10 + uint64(c)
	}
	if i == start || text[start] == '0' && i > start+1 {
		return parseOddDecimal(text, point)
	}
	if i == n {
		return d, true
	}
	if text[i] != point || i+1 == n {
		return parseOddDecimal(text, point)
	}
	for i++; i < n; i++ {
		c := text[i] - '0'
		if c > 9 {
			return parseOddDecimal(text, point)
		}
		d.digits = d.digits*10 + uint64(c)
		d.scale++
	}
	return d, true
}

// parseOddDecimal reads what parseDecimal leaves: blanks, plus signs, leading
// zeros, missing zeros, exponents, many digits.
func parseOddDecimal(text []byte, point byte) (decimal, bool) {
	text = bytes.TrimSpace(text)
	var d decimal
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		d.minus = text[0] == '-'
		text = text[1:]
	}
	exponent := 0
	if e := bytes.IndexAny(text, "eE"); e >= 0 {
		v, err := strconv.Atoi(string(text[e+1:]))
		if err != nil || v < -1000 || v > 1000 {
			return decimal{}, false
		}
		exponent, text = v, text[:e]
	}
	whole, part, _ := bytes.Cut(text, []byte{point})
	if len(whole)+len(part) == 0 {
		return decimal{}, false
	}
	all := append(append(make([]byte, 0, len(whole)+len(part)), whole...), part...)
	for _, c := range all {
		if c < '0' || c > '9' {
			return decimal{}, false
		}
	}
	d.scale = len(part) - exponent
	all = bytes.TrimLeft(all, "0")
	for len(all) > 0 && d.scale > 0 && all[len(all)-1] == '0' {
		all = all[:len(all)-1]
		d.scale--
	}
	if len(all) == 0 {
		d.scale = 0
		return d, true
	}
	if d.scale > maxDigits || len(all) > maxDigits || len(all)-d.scale > maxDigits {
		return decimal{}, false
	}
	for _, c := range all {
		d.digits = d.digits*10 + uint64(c-'0')
	}
	for ; d.scale < 0; d.scale++ {
		d.digits *= 10
	}
	return d, true
}

// pow10 returns 10^n for n of 0 to 19.
func pow10(n int) uint64 {
	return [...]uint64{
		1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
		1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
	}[n]
}

// float returns the float64 nearest to |d|.
func (d decimal) float() float64 {
	if d.digits < 1<<53 {
		if d.scale == 0 {
			return float64(d.digits)
		}
		return float64(d.digits) / float64(pow10(d.scale)) // both exact, so rounded once
	}
	text := strconv.AppendUint(nil, d.digits, 10)
	text = strconv.AppendInt(append(text, 'e'), int64(-d.scale), 10)
	f, _ := strconv.ParseFloat(string(text), 64)
	return f
}

// one is the decimal 1.
func one() decimal { return decimal{digits: 1, plain: true} }

// times returns |d·e| in minor units of which one unit has 10^minor, rounded
// half away from zero. Exact tells whether nothing was rounded; ok is false
// where the amount does not fit into an int64.
func (d decimal) times(e decimal, minor int) (amount int64, exact, ok bool) {
	hi, lo := bits.Mul64(d.digits, e.digits)
	q, up, exact := lo, uint64(0), true
	switch drop := d.scale + e.scale - minor; {
	case drop == 0:
		if hi != 0 {
			return 0, false, false
		}
	case drop < 0:
		over, product := bits.Mul64(lo, pow10(-drop))
		if hi != 0 || over != 0 {
			return 0, false, false
		}
		q = product
	case drop <= 19:
		unit := pow10(drop)
		if hi >= unit {
			return 0, false, false
		}
		var rest uint64
		q, rest = bits.Div64(hi, lo, unit)
		exact = rest == 0
		if rest >= unit-rest {
			up = 1
		}
	default:
		// The product is below 10^36, so hi is below 10^19 and the first
		// quotient below 10^17. What the first division leaves is less than
		// one unit of its last digit, and half a unit is a whole number there.
		first, rest1 := bits.Div64(hi, lo, pow10(19))
		unit := pow10(drop - 19)
		var rest2 uint64
		q, rest2 = first/unit, first%unit
		exact = rest1 == 0 && rest2 == 0
		if rest2 >= unit/2 {
			up = 1
		}
	}
	if q > math.MaxInt64-up {
		return 0, false, false
	}
	return int64(q + up), exact, true
}

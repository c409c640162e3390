package events

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func (d decimal) rat() *big.Rat {
	r := new(big.Rat).SetFrac(new(big.Int).SetUint64(d.digits), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.scale)), nil))
	if d.minus {
		r.Neg(r)
	}
	return r
}

func TestParseDecimal(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "7": "7", "-7": "-7", "2.55": "51/20", "0.001": "1/1000", "-12.50": "-25/2", "100": "100",
		" 4 ": "4", "+4": "4", "007": "7", ".5": "1/2", "5.": "5", "00.50": "1/2", "1e3": "1000", "1.5E+02": "150", "25e-1": "5/2",
		"0.000000000000000001": "1/1000000000000000000", "999999999999999999": "999999999999999999",
		"1.000000000000000000000000000": "1", "0e999": "0", "-0": "0", "-0.00": "0", "12.340000000000001": "12340000000000001/1000000000000000",
	} {
		d, ok := parseDecimal([]byte(text), '.')
		require.True(t, ok, text)
		require.Equal(t, want, d.rat().RatString(), text)
		require.False(t, d.negative() && d.digits == 0, text)
	}
	for _, text := range []string{
		"", " ", "-", "+", ".", "-.", "a", "1a", "1,5", "1.2.3", "£2", "1 000", "--1", "0x10", "1_000", "NaN", "Inf", "1e", "e5", "1e1001", "1e-1001", "1e1e1",
		"1234567890123456789", "1e18", "0.0000000000000000001", "1\x00", "\x00", "١",
	} {
		_, ok := parseDecimal([]byte(text), '.')
		require.False(t, ok, text)
	}
	d, ok := parseDecimal([]byte("-12,50"), ',')
	require.True(t, ok)
	require.Equal(t, decimal{digits: 1250, scale: 2, minus: true, plain: true}, d)
	_, ok = parseDecimal([]byte("1.234,50"), ',')
	require.False(t, ok, "the point may separate thousands")
}

// A plain decimal must follow back to its text: finding duplicates rests on it.
func TestPlainDecimalFollowsBackToItsText(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	plain := 0
	for range 200_000 {
		var b []byte
		for range 1 + r.IntN(6) {
			b = append(b, "0012-+.e "[r.IntN(9)])
		}
		d, ok := parseDecimal(b, '.')
		if !ok || !d.plain {
			continue
		}
		plain++
		checkDecimal(t, b, d)
	}
	require.Greater(t, plain, 1000)
}

func TestDecimalFloatIsTheNearest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 100_000 {
		d := decimal{digits: r.Uint64N(1e18) >> r.IntN(60), scale: r.IntN(19)}
		want, err := strconv.ParseFloat(strconv.FormatUint(d.digits, 10)+"e-"+strconv.Itoa(d.scale), 64)
		require.NoError(t, err)
		require.Equal(t, want, d.float(), "%+v", d)
	}
}

// The oracle computes with fractions.
func TestTimesAgainstFractions(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	seen := map[string]int{}
	for range 100_000 {
		a := decimal{digits: r.Uint64N(1e18) >> r.IntN(60), scale: r.IntN(19), minus: r.IntN(2) == 0}
		b := decimal{digits: r.Uint64N(1e18) >> r.IntN(60), scale: r.IntN(19), minus: r.IntN(2) == 0}
		if r.IntN(4) == 0 { // ties
			a.digits, b.digits = a.digits/5*5, 1+r.Uint64N(9)
		}
		minor := r.IntN(7)
		value := new(big.Rat).Mul(a.rat(), b.rat())
		value.Abs(value).Mul(value, new(big.Rat).SetInt64(int64(pow10(minor))))
		twice := new(big.Rat).Add(new(big.Rat).Add(value, value), big.NewRat(1, 1)) // floor(x + 1/2)
		want := new(big.Int).Div(twice.Num(), new(big.Int).Mul(twice.Denom(), big.NewInt(2)))

		got, exact, ok := a.times(b, minor)
		require.Equal(t, want.IsInt64(), ok, "%+v × %+v", a, b)
		if ok {
			require.Equal(t, want.Int64(), got, "%+v × %+v in 10^-%d", a, b, minor)
			require.Equal(t, value.IsInt(), exact, "%+v × %+v in 10^-%d", a, b, minor)
			seen["exact "+strconv.FormatBool(exact)]++
		} else {
			seen["too much"]++
		}
	}
	require.Len(t, seen, 3, "all outcomes were met: %v", seen)
	_, _, ok := decimal{digits: 999999999999999999}.times(decimal{digits: 10}, 0)
	require.False(t, ok)
}

func checkDecimal(t *testing.T, b []byte, d decimal) {
	want, err := strconv.ParseFloat(strings.TrimSpace(string(b)), 64)
	require.NoError(t, err, "%q", b)
	require.Equal(t, math.Abs(want), d.float(), "%q", b)
	if !d.plain {
		return
	}
	text := strconv.FormatUint(d.digits, 10)
	if d.scale > 0 {
		text = strings.Repeat("0", max(0, d.scale+1-len(text))) + text
		text = text[:len(text)-d.scale] + "." + text[len(text)-d.scale:]
	}
	if d.minus {
		text = "-" + text
	}
	require.Equal(t, string(b), text)
}

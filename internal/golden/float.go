package golden

import (
	"encoding/json"
	"fmt"
	"math"
)

// Float is a number that may also be written as "NaN", "+Inf", "Inf" or
// "-Inf" in JSON.
type Float float64

// UnmarshalJSON reads a number or one of the words.
func (f *Float) UnmarshalJSON(b []byte) error {
	var v float64
	if err := json.Unmarshal(b, &v); err == nil && string(b) != "null" {
		*f = Float(v)
		return nil
	}
	switch string(b) {
	case `"NaN"`:
		*f = Float(math.NaN())
	case `"+Inf"`, `"Inf"`:
		*f = Float(math.Inf(1))
	case `"-Inf"`:
		*f = Float(math.Inf(-1))
	default:
		return fmt.Errorf("%s is not a number", b)
	}
	return nil
}

// Floats returns the numbers as float64.
func Floats(v []Float) []float64 {
	f := make([]float64, len(v))
	for i, x := range v {
		f[i] = float64(x)
	}
	return f
}

// Flat returns the numbers of all rows one after the other, the order that
// mat.NewDense takes.
func Flat(rows [][]Float) []float64 {
	var f []float64
	for _, r := range rows {
		f = append(f, Floats(r)...)
	}
	return f
}

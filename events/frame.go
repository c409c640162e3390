package events

import (
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Frame is a table of customers: one row for each, one named column for each
// feature.
type Frame struct {
	Customers []string   // whom each row is about, bytewise ascending
	Names     []string   // what each column holds
	X         *mat.Dense // the numbers, rows as in Customers and columns as in Names; all finite
	Label     []bool     // of each row, whether there was no purchase within the horizon; nil if there was no horizon
}

// Column returns a copy of the column of that name, and false if there is
// none.
func (f *Frame) Column(name string) ([]float64, bool) {
	j := slices.Index(f.Names, name)
	if j < 0 {
		return nil, false
	}
	return mat.Col(nil, j, f.X), true
}

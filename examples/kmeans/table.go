package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"

	"gonum.org/v1/gonum/mat"
)

// table is a CSV file of numbers: the names of its columns and its rows.
type table struct {
	names []string
	rows  [][]string
	x     *mat.Dense
}

// readTable reads a CSV file whose fields are all numbers.
func readTable(data []byte) (*table, error) {
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(records) < 2 {
		return nil, fmt.Errorf("%d lines, want a header and at least one row", len(records))
	}
	t := &table{names: records[0], rows: records[1:]}
	t.x = mat.NewDense(len(t.rows), len(t.names), nil)
	for i, row := range t.rows {
		for j, field := range row {
			v, err := strconv.ParseFloat(field, 64)
			if err != nil {
				return nil, fmt.Errorf("row %d, column %s: %w", i+1, t.names[j], err)
			}
			t.x.Set(i, j, v)
		}
	}
	return t, nil
}

// withColumn returns the file again, with one more column.
func (t *table) withColumn(name string, values []int) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(append(t.names[:len(t.names):len(t.names)], name)) // a Buffer takes everything
	for i, row := range t.rows {
		_ = w.Write(append(row[:len(row):len(row)], strconv.Itoa(values[i])))
	}
	w.Flush()
	return b.Bytes()
}

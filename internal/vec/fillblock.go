package vec

// FillBlock lays rows out in a block (see Block): those whose numbers are in index, at
// most Block of them, of a table of d columns that stand row by row in rows. What
// stands behind the last row in x stays. Meanwhile the processor is asked to fetch the
// rows in next, of which the same is wanted soon.
//
// It panics if the rows of the table are not whole, if x is not a block, or for the number of a row
// that the table does not have.
func FillBlock(x, rows []float64, index, next []int32, d int) {
	if d <= 0 || len(rows)%d != 0 || len(x) != Block*d || len(index) > Block {
		panic(lengthsDiffer)
	}
	n := uint64(len(rows) / d)
	for _, list := range [2][]int32{index, next} {
		for _, i := range list {
			if uint64(int64(i)) >= n {
				panic("vec: no row of that number")
			}
		}
	}
	fillBlock(x, rows, index, next, d)
}

// fillBlockGo lays out the rows from place i of index on, and of them the columns from
// number j on.
func fillBlockGo(x, rows []float64, index []int32, i, j, d int) {
	for ; i < len(index); i++ {
		at := int(index[i]) * d
		for e, v := range rows[at+j : at+d] {
			x[(j+e)*Block+i] = v
		}
	}
}

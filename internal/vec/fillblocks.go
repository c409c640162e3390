package vec

// FillBlocks lays rows of d columns, which stand one after the other, out in blocks
// (see Block). What stands behind the last row in x stays.
//
// It panics if the rows are not whole or x is not made of as many blocks as hold them.
func FillBlocks(x, rows []float64, d int) {
	if d <= 0 || len(rows)%d != 0 || len(x) != Blocks(len(rows)/d)*Block*d {
		panic(lengthsDiffer)
	}
	for len(rows) > 0 {
		n := min(Block, len(rows)/d)
		fillBlock(x[:Block*d], rows[:n*d], d)
		x, rows = x[Block*d:], rows[n*d:]
	}
}

// fillBlockGo lays out the rows from number i on, and of them the columns from
// number j on.
func fillBlockGo(x, rows []float64, i, j, d int) {
	for ; i*d < len(rows); i++ {
		for e, v := range rows[i*d+j : (i+1)*d] {
			x[(j+e)*Block+i] = v
		}
	}
}

package vec

// AddRows adds each row of a table in blocks (see Block) to the d numbers of sum that
// its label names: row i to those from label[i]·d on. Every sum grows by one row
// after the other in ascending order.
//
// There are len(label) rows. It panics if x does not fit, if sum is not a multiple of
// d numbers, or for a label of which sum has no numbers.
func AddRows(sum []float64, label []int32, x []float64, d int) {
	if d <= 0 || len(x) != Blocks(len(label))*Block*d || len(sum)%d != 0 {
		panic(lengthsDiffer)
	}
	k := uint64(len(sum) / d)
	for _, l := range label {
		if uint64(int64(l)) >= k {
			panic("vec: no sum for a label")
		}
	}
	addRows(sum, label, x, d)
}

func addRowsGo(sum []float64, label []int32, x []float64, d int) {
	for len(label) > 0 {
		n := min(Block, len(label))
		addBlockGo(sum, label[:n], x, 0, 0, d)
		label, x = label[n:], x[Block*d:]
	}
}

// addBlockGo adds the rows of a block from number at on, and of them the columns from
// number j on, several columns at a time.
func addBlockGo(sum []float64, label []int32, x []float64, at, j, d int) {
	for ; j+8 <= d; j += 8 {
		add8((*[8 * Block]float64)(x[j*Block:]), at, label, sum[j:], d)
	}
	if d-j >= 4 {
		add4((*[4 * Block]float64)(x[j*Block:]), at, label, sum[j:], d)
		j += 4
	}
	for ; j < d; j++ {
		for i, l := range label {
			sum[int(l)*d+j] += x[j*Block+at+i]
		}
	}
}

func add8(x *[8 * Block]float64, at int, label []int32, sum []float64, d int) {
	for i, l := range label {
		r := (at + i) & (Block - 1)
		s := (*[8]float64)(sum[int(l)*d:])
		s[0] += x[r]
		s[1] += x[r+Block]
		s[2] += x[r+2*Block]
		s[3] += x[r+3*Block]
		s[4] += x[r+4*Block]
		s[5] += x[r+5*Block]
		s[6] += x[r+6*Block]
		s[7] += x[r+7*Block]
	}
}

func add4(x *[4 * Block]float64, at int, label []int32, sum []float64, d int) {
	for i, l := range label {
		r := (at + i) & (Block - 1)
		s := (*[4]float64)(sum[int(l)*d:])
		s[0] += x[r]
		s[1] += x[r+Block]
		s[2] += x[r+2*Block]
		s[3] += x[r+3*Block]
	}
}

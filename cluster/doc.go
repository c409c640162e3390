// Package cluster finds groups of similar customers. It answers the question:
// which kinds of customers are there, how many, and to which kind does this
// one belong?
//
//	m, err := cluster.KMeans{K: 5}.Fit(ctx, x)    // one row for each customer
//	labels := m.Labels()                          // the group of each row
//	group, err := m.PredictRow(row)               // the group of a new customer
//
// # Choosing
//
// [KMeans] is the method for compact groups of comparable extent and tables of
// any size. It needs columns of comparable scales: package feature has the
// scalers. To find the number of groups, [ChooseK] fits several, shows what each
// gives, and recommends one of them with a reason:
//
//	curve, err := cluster.ChooseK{}.Of(ctx, x)
//	fmt.Println(curve.K, curve.Reason)
//	labels := curve.Model.Labels()
//
// [MiniBatch] gives about what KMeans gives from some batches of rows, for
// tables of millions of rows that are not to be copied. [Step] is one iteration
// over rows that lie in pieces, on several machines or in files.
// [KMeansModel.Update] takes new customers into a model without another fit.
//
// Above some 200,000 rows take the silhouette of a sample ([Silhouette].Sample), or
// [Scores], which need no pairs of rows. [Compare] says how far two clusterings
// agree, or a clustering and the truth. [Profile] says what the groups are, in
// figures and in a sentence for each.
//
// [Linkage] builds the tree of all groupings, for up to some ten thousand rows:
// take it when the number of groups is open, or to see groups within groups. Its
// [Dendrogram] is cut into as many groups as wanted, or at a height.
//
// [DBSCAN] is the method for groups of any shape and an unknown number of them,
// in few columns; it also says who belongs to no group. It needs a distance that
// separates dense from sparse, which [EpsCurve] proposes:
//
//	curve, err := cluster.EpsCurve{MinPoints: 10}.Of(ctx, x)
//	m, err := cluster.DBSCAN{Eps: curve.Eps, MinPoints: 10}.Fit(ctx, x)
//
// # Promises
//
// The same data, configuration and seed give the same model bytes for any
// number of Workers and any processor of the same architecture. Fit changes
// nothing that it is given. A model does not change, may be used by many
// goroutines at once, holds no training rows (but DBSCAN its core rows, which
// are the method), and its file can be read by every later version. Bad data is
// an error that says where; nothing that comes from data panics. Predict into a
// dst allocates nothing for up to 4096 rows. A dense matrix, a slice or
// transpose of it, and a [clm.Sparse] give the same labels, but for rows
// exactly between two centres where [KMeans] is fitted to a Sparse.
//
// # Caveats
//
// K-means finds K groups in any data, also where there are none: look at the
// silhouettes and at the centres. Labels are numbers without meaning or order,
// and another seed may number the same groups differently. One column in large
// units decides alone; scale first. Missing values are errors: fill them in
// before.
package cluster

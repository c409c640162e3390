// Package assoc answers "what is bought together?": it finds the sets of items
// that many baskets share, exactly and in bounded memory.
//
// Baskets are sets of item numbers, walked once; events.Log.Baskets yields them,
// and clm.Index holds the names:
//
//	sets, err := assoc.Eclat{MinSupport: 0.001}.Fit(ctx, log.Baskets())
//	for set, count := range sets.All() {
//		fmt.Println(set, count)
//	}
//	count, ok := sets.Support(17, 4)
//
// # Choosing
//
//   - [Eclat] is the miner to take. It finds closed and maximal sets directly.
//   - [FPGrowth] and [Apriori] are the other two methods that people know by
//     name. They find the same sets in the same order, usually more slowly, and
//     closed and maximal ones only by way of all frequent ones.
//   - [All] frequent sets are what rules are made from. [Closed] sets say the
//     same with fewer sets: the support of every frequent set follows from them.
//     [Maximal] sets are the fewest and say only what is frequent.
//
// # Promises
//
//   - Every set that is frequent is found, with its exact support, by every
//     miner and for any number of workers, in the same order.
//   - MinSupport is read as the decimal that it prints, and compared exactly.
//   - A run that finds too much stops with a LimitError that says from which
//     count on it can work; it does not fill the memory.
//   - A basket is a set: order and repetitions do not matter. Empty baskets count
//     among all baskets.
//
// # Caveats
//
//   - The number of frequent sets grows without warning as the support falls:
//     a set of 30 items has a billion subsets, all at least as frequent. Start
//     high, or ask for closed or maximal sets.
//   - Support says how often, not how surprisingly often: two items that
//     everybody buys are bought together by everybody.
//   - Items that always come together, such as a set and its parts, make many
//     sets that say one thing. Closed sets keep one of them.
package assoc

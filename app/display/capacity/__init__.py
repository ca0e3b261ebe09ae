"""The blocks of the capacity planner: the answer, what it rests on, the projection, how it would have done before."""

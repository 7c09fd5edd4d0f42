//! The compiled gateway: the file format, the route index and its matcher, and the plain policy types.

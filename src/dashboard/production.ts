/** To be imported before React, which picks its build by this when it is loaded: the other draws at half the speed. */
process.env.NODE_ENV ??= 'production'

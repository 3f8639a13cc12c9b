"""The Gaussian model behind an average of polls: priors, kernel, fit, posterior.

    y = mu(t) + h_p + u_p(t) + g_pk + delta_pop + gamma_c + pi*s + e

Everything in it is normal, so the posterior is exact given the five scales (Rasmussen and
Williams, Gaussian Processes for Machine Learning, 2006, ch. 2; the model is that of Jackman,
Pooling the polls over an election campaign, 2005, with two terms more).
"""

import os

# One thread is fastest for matrices of this size, and leaves the other cores to the web server.
# Read when NumPy and SciPy are first loaded, so it does nothing where they already are.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

//! The server itself: its routes and limits, listening, and stopping without cutting anybody off.

use std::{future::Future, io, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderMap, Uri},
    middleware,
    response::IntoResponse as _,
    serve::ListenerExt as _,
};
use tokio::{net::TcpListener, signal, sync::watch, time};

use crate::{
    access, api,
    config::Config,
    error::ServeError,
    headers,
    jobs::Jobs,
    portal,
    problem::{Kind, Problem},
    recheck::Rechecks,
    rescreening,
    state::State,
    sweep, telemetry,
    webhooks::Deliveries,
};

/// Every route of the API and of operation, ready to be served, or to be merged with further pages.
pub fn app(state: State) -> Router {
    let largest = state.config.largest_body;
    let (router, _) = api::router().split_for_parts();
    let for_nothing = state.clone();
    router
        // Pages find out for themselves who opens them: a session is looked up once.
        .layer(middleware::from_fn_with_state(state.clone(), access::identify))
        .merge(portal::router(&state))
        .fallback(move |headers: HeaderMap, address: Uri| async move {
            let problem = || Problem::new(Kind::NoPage, "there is nothing at this address").into_response();
            portal::nothing_here(&for_nothing, &headers, &address).unwrap_or_else(problem)
        })
        .method_not_allowed_fallback(|| async { Problem::new(Kind::Method, "this address does not take this method") })
        .layer(DefaultBodyLimit::max(largest))
        .layer(middleware::from_fn_with_state(state.clone(), headers::harden))
        .layer(middleware::from_fn(telemetry::observe))
        .with_state(state)
}

/// Loads what answers need, listens, and serves until the process is told to stop (SIGTERM, or Ctrl-C); then lets requests under way end.
///
/// # Errors
/// When law or data cannot be used, the address cannot be listened on, or serving fails.
pub async fn serve(config: Config) -> Result<(), ServeError> {
    serve_state(State::open(config).await?).await
}

/// The same with what is loaded already.
///
/// # Errors
/// When the address cannot be listened on, or serving fails.
pub async fn serve_state(state: State) -> Result<(), ServeError> {
    let address = state.config.listen;
    let listener = TcpListener::bind(address).await.map_err(|cause| ServeError::Listen { address, cause })?;
    let stop = told_to_stop().map_err(ServeError::Stopped)?;
    serve_on(listener, state, stop).await
}

/// Serves on a listener until `stop` ends: answers, works on jobs, rechecks determinations, sends messages to webhooks, looks for lists that were
/// imported, and removes what has expired; then lets requests under way end, and closes the store.
///
/// # Errors
/// When serving fails, or something else in the process keeps the measurements.
pub async fn serve_on(listener: TcpListener, state: State, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), ServeError> {
    telemetry::measurements()?;
    let bound = listener.local_addr().map_err(ServeError::Stopped)?;
    tracing::info!(address = %bound, law = state.law.digest(), "listening");
    let looking = tokio::spawn(renew_lists(state.clone(), state.config.look_for_lists));
    let sweeping = tokio::spawn(sweep::sweep(state.store.clone()));
    let rescreening = tokio::spawn(rescreening::keep_up(state.clone(), state.config.look_for_lists));
    let (jobs, deliveries, rechecks) = (Jobs::begin(&state), Deliveries::begin(&state), Rechecks::begin(&state));
    let (store, grace) = (state.store.clone(), state.config.grace);
    let done = run(listener, app(state), stop, grace).await.map_err(ServeError::Stopped);
    looking.abort();
    sweeping.abort();
    rescreening.abort();
    jobs.end().await;
    rechecks.end().await;
    deliveries.end().await;
    // What was handed over becomes durable first.
    store.close().await;
    done
}

/// Serves an application on a listener until `stop` ends; then requests under way have `grace` to end.
async fn run(listener: TcpListener, app: Router, stop: impl Future<Output = ()> + Send + 'static, grace: Duration) -> io::Result<()> {
    let (stopping, mut stopped) = watch::channel(false);
    let stop = async move {
        stop.await;
        tracing::info!("stopping: requests under way end first");
        let _ = stopping.send(true); // nobody waits any more where serving has ended
    };
    // Answers are small: they must not wait to be filled up.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true); // slower, and right all the same
    });
    let server = axum::serve(listener, app).with_graceful_shutdown(stop);
    let overdue = async {
        let _ = stopped.wait_for(|stopping| *stopping).await;
        time::sleep(grace).await;
    };
    tokio::select! {
        done = server => done,
        () = overdue => {
            tracing::warn!("some requests did not end in time: they are cut off");
            Ok(())
        }
    }
}

/// Ends when the process is told to stop. It listens for that from the call on, not only once it is waited for: a server that says that it listens
/// can be stopped.
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate())?;
    #[cfg(unix)]
    let mut interrupt = signal::unix::signal(signal::unix::SignalKind::interrupt())?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        #[cfg(not(unix))]
        if signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// Looks now and then for lists that were imported since.
async fn renew_lists(state: State, every: Duration) {
    let mut ticks = time::interval(every.max(Duration::from_secs(1)));
    loop {
        ticks.tick().await;
        let looking = state.clone();
        let looked = tokio::task::spawn_blocking(move || {
            let renewed = looking.lists.renew();
            // Also where what was imported since cannot be read: then those of before stay in use.
            looking.lists.load_today()?;
            renewed
        });
        match looked.await {
            Ok(Ok(true)) => tracing::info!("lists of parties were taken into use"),
            Ok(Ok(false)) => {}
            Ok(Err(error)) => tracing::error!("the lists cannot be read: {error}; those in use stay in use"),
            Err(error) => tracing::error!("looking for lists failed: {error}"),
        }
    }
}

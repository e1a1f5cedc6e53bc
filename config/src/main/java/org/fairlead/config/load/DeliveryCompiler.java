package org.fairlead.config.load;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlead.config.Deliveries;
import org.fairlead.config.Delivery;
import org.fairlead.config.Overload;
import org.fairlead.config.Patience;
import org.fairlead.config.Retry;
import org.fairlead.config.model.DeploymentModel;
import org.fairlead.config.model.ServiceModel;
import org.fairlead.config.model.ServiceModel.PatienceModel;
import org.fairlead.config.model.ServiceModel.ServiceRetryModel;

/** How requests are brought to origins: what the deployment file says, and each service in place of it. */
final class DeliveryCompiler {
    private final DeploymentModel model;
    private final Delivery usual;

    DeliveryCompiler(DeploymentModel model) {
        this.model = model;
        var timeouts = model.timeouts();
        var retry = model.retry();
        usual = new Delivery(
                new Patience(timeouts.connect(), timeouts.responseHead(), timeouts.responseBody(), timeouts.request()),
                new Retry(Set.copyOf(retry.on()), retry.within(), retry.backOff(), retry.hedge()));
    }

    Deliveries compile(List<ServiceFiles.Compiled> services) {
        Map<String, Delivery> own = new HashMap<>();
        services.forEach(compiled -> {
            ServiceModel service = compiled.model();
            if (service.timeouts().isPresent() || service.retry().isPresent()) {
                own.put(
                        compiled.service().name(),
                        new Delivery(
                                service.timeouts().map(this::patience).orElse(usual.patience()),
                                service.retry().map(this::retry).orElse(usual.retry())));
            }
        });
        return new Deliveries(
                usual,
                own,
                new Deliveries.Budget(
                        model.retry().budget().hundredths(), model.retry().floor()),
                overload());
    }

    private Overload overload() {
        var overload = model.overload();
        return new Overload(
                overload.concurrency(),
                overload.adaptive(),
                overload.queue(),
                overload.queueTime(),
                overload.loopDelay(),
                overload.heap().hundredths());
    }

    private Patience patience(PatienceModel own) {
        Patience general = usual.patience();
        return new Patience(
                own.connect().orElse(general.connect()),
                own.responseHead().orElse(general.responseHead()),
                own.responseBody().orElse(general.responseBody()),
                own.request().or(general::request));
    }

    private Retry retry(ServiceRetryModel own) {
        Retry general = usual.retry();
        return new Retry(
                own.node().has("on") ? Set.copyOf(own.on()) : general.on(),
                own.within().orElse(general.within()),
                own.backOff().orElse(general.backOff()),
                own.hedge().orElse(general.hedges()));
    }
}
